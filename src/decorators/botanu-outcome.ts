import { METADATA_KEYS } from '../metadata/botanu-metadata';
import type { OutcomeOptions } from '../run/outcome';
import { OutcomeEmission } from '../tracking/outcome-emission';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** What the outcome says of a success. */
export type SuccessOptions = Pick<OutcomeOptions, 'valueType' | 'valueAmount' | 'confidence' | 'reason'>;

/** Options of {@link BotanuOutcome}; each may be a function of the method's own `this` and arguments. */
export type BotanuOutcomeOptions<T, M extends AnyFunction> = PerCall<T, M, SuccessOptions> & ClassOptions;

/**
 * Emits the outcome `success` when the method returns and `failed` when it throws, unless one was emitted
 * meanwhile. Opens no span: it belongs inside a run.
 *
 * The method keeps its `this`, arguments, result and errors. On a class: every own method.
 *
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class SupportAgent {
 *   \@BotanuUseCase('Customer Support')
 *   \@BotanuOutcome({ valueType: 'tickets_resolved', valueAmount: 1 })
 *   async handleTicket(ticket: Ticket) {}
 * }
 * ```
 */
export function BotanuOutcome<T, M extends AnyFunction>(
  options?: BotanuOutcomeOptions<T, M>,
): BotanuDecorator<T, M> {
  refuseBareUse(
    'BotanuOutcome',
    "@BotanuOutcome({ valueType: 'tickets_resolved', valueAmount: 1 })",
    arguments,
  );
  return trackingDecorator({
    name: 'BotanuOutcome',
    kind: 'outcome',
    options: checkedOptions('BotanuOutcome', options, OPTIONS),
    trackerKind: undefined,
    makeRunner: (resolved, site) => new OutcomeEmission(resolved as OutcomeOptions, site),
  });
}

BotanuOutcome.KEY = METADATA_KEYS.outcome;

const OPTIONS = ['valueType', 'valueAmount', 'confidence', 'reason', 'methods'];
