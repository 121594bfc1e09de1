import * as api from '@opentelemetry/api';

// The API's singletons, read once: on its CommonJS face each of them is a getter, which calls that are made
// several times for every span would pay for each time.
export const { context, metrics, propagation, trace } = api;

type ApiName = 'trace' | 'metrics' | 'context' | 'propagation' | 'diag' | 'logs';

/** Where the API, and every copy of it, keeps what is registered: one object, changed at each registration. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** What is registered with the OpenTelemetry API. Only read: its own getters answer with a stand-in for nothing. */
export function registered<T extends object>(name: ApiName): T | undefined {
  return (globalThis as unknown as Record<symbol, Partial<Record<ApiName, T>> | undefined>)[REGISTRY]?.[name];
}

const NOT_ASKED = {};

/**
 * Gives what `derive` made of the registered provider, made anew when another one is registered or it is taken
 * away. Asking the API itself at each span would cost as much as writing two attributes.
 */
export function derivedFrom<R>(name: ApiName, derive: () => R): () => R {
  let known: unknown = NOT_ASKED;
  let derived: R;
  return () => {
    const provider = registered(name);
    if (provider !== known) {
      derived = derive();
      known = provider;
    }
    return derived;
  };
}
