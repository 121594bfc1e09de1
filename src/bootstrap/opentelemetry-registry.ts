import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { registered } from '../shared/opentelemetry-api';

const apis = { trace, metrics, context, propagation };

/**
 * Remembers what is registered now, and gives a function that takes it out again; what somebody else has
 * registered by then stays.
 */
export function rememberRegistrations(): () => void {
  const names = Object.keys(apis) as (keyof typeof apis)[];
  const ours = names.map((name) => [name, registered(name)] as const);
  return () => {
    for (const [name, its] of ours) if (its !== undefined && registered(name) === its) apis[name].disable();
  };
}
