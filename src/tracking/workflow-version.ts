import type { AnyFunction } from './per-call';

/** Hashed once a function's text: `runUseCase` is called with a new function each time. */
const versions = new Map<string, string | undefined>();
const MAX_VERSIONS = 1000;

/**
 * `v:` and twelve hex digits of the SHA-256 of the function's source: it changes when the code does. Undefined
 * where the platform has no synchronous hash.
 */
export function workflowVersion(fn: AnyFunction): string | undefined {
  const source = Function.prototype.toString.call(fn);
  if (!versions.has(source)) {
    if (versions.size >= MAX_VERSIONS) versions.clear();
    versions.set(source, hash(source));
  }
  return versions.get(source);
}

function hash(source: string): string | undefined {
  // Not an import: the core also runs where there are no modules of Node's, and in bundles that cannot require one.
  const crypto = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:crypto');
  return crypto && `v:${crypto.createHash('sha256').update(source).digest('hex').slice(0, 12)}`;
}
