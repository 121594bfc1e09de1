/** This package's version; a test holds it against package.json. */
export const VERSION = '0.1.0';

/** Instrumentation scope of every span and metric that the SDK makes. */
export const SCOPE_NAME = 'botanu';
