import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';

const apis = { trace, metrics, context, propagation, diag };

export type ApiName = keyof typeof apis;

/** What is registered with the OpenTelemetry API. Only read: its own getters answer with a stand-in for nothing. */
export function registered<T extends object>(name: ApiName): T | undefined {
  const registry = (globalThis as unknown as Record<symbol, Partial<Record<ApiName, T>> | undefined>)[
    REGISTRY
  ];
  return registry?.[name];
}

const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/**
 * Remembers what is registered now, and gives a function that takes it out again; what somebody else has
 * registered by then stays.
 */
export function rememberRegistrations(): () => void {
  const names = Object.keys(apis).filter((name): name is ApiName => name !== 'diag');
  const ours = names.map((name) => [name, registered(name)] as const);
  return () => {
    for (const [name, its] of ours) if (its !== undefined && registered(name) === its) apis[name].disable();
  };
}
