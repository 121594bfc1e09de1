import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** The key by which OpenTelemetry's `suppressTracing` tells instrumentations to look away. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const UNTRACED = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);

/** Runs what delivers spans: outside of any caller's context, and without making spans of its own. */
export const untraced = (work: () => void): void => context.with(UNTRACED, work);
