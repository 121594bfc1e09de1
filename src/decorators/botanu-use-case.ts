import { METADATA_KEYS } from '../metadata/botanu-metadata';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { UseCase, type UseCaseOptions } from '../tracking/use-case';
import { badOption } from './decorator-errors';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link BotanuUseCase}; each may be a function of the method's own `this` and arguments. */
export type BotanuUseCaseOptions<T, M extends AnyFunction> = PerCall<T, M, UseCaseOptions> & ClassOptions;

/**
 * Each call of the method is one run of a use case: a span `botanu.run/{name}` with an id of its own, which
 * every span inside carries, and with the outcome: the one emitted, else `success` on a return, `failed`,
 * `timeout` or `canceled` on a throw, `abandoned` where nobody read the result.
 *
 * A call from inside an open run of the same use case on the same instance joins that run; any other call from
 * inside a run opens a child run. The method keeps its `this`, arguments, result and errors. On a class: every
 * own method.
 *
 * @param name the business name, e.g. `Customer Support`; use few, fixed names
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class SupportAgent {
 *   \@BotanuUseCase('Customer Support', { eventId: (ticket) => ticket.id, deadlineSeconds: 60 })
 *   async handleTicket(ticket: Ticket) {
 *     emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
 *   }
 * }
 * ```
 */
export function BotanuUseCase<T, M extends AnyFunction>(
  name: string,
  options?: BotanuUseCaseOptions<T, M>,
): BotanuDecorator<T, M> {
  refuseBareUse('BotanuUseCase', "@BotanuUseCase('Customer Support')", arguments);
  if (typeof name !== 'string' || name.trim() === '') {
    throw badOption('@BotanuUseCase()', 'the name', name, "a text, e.g. 'Customer Support'");
  }
  return trackingDecorator({
    name: 'BotanuUseCase',
    kind: 'useCase',
    options: { name, ...checkedOptions('BotanuUseCase', options, OPTIONS) },
    trackerKind: undefined,
    makeRunner({ name: useCase, ...resolved }, { where }, source, method) {
      return new UseCase(String(useCase), resolved, { where, name: method }, source);
    },
  });
}

BotanuUseCase.KEY = METADATA_KEYS.useCase;

const OPTIONS = [
  'workflow',
  'workflowVersion',
  'environment',
  'tenantId',
  'customerId',
  'eventId',
  'autoOutcomeOnSuccess',
  'spanKind',
  'deadlineSeconds',
  'carrier',
  'retryOf',
  'attributes',
  'methods',
];
