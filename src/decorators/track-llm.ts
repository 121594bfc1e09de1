import { METADATA_KEYS } from '../metadata/botanu-metadata';
import type { LlmOptions } from '../tracking/llm-options';
import { llmOperation } from '../tracking/llm-operation';
import { Operation } from '../tracking/operation';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import type { TokenUsage } from '../usage/token-usage';
import { checkedOptions, type ClassOptions, type OfResult, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link TrackLlm}; each may be a function of the method's own `this` and arguments. */
export type TrackLlmOptions<T, M extends AnyFunction> = PerCall<T, M, LlmOptions> &
  ClassOptions & {
    /**
     * Where usage comes from: read from the response or its chunks (`'auto'`), from nowhere (`false`), or what a
     * function of the result gives: the awaited value, a generator's return value, or a stream or observable itself,
     * once it has come to its end. One that was left or has failed is given to no function.
     *
     * @default `'auto'`
     */
    readonly usage?: 'auto' | false | OfResult<T, M, TokenUsage | undefined> | undefined;
  };

/**
 * Each call of the method is one model call: a CLIENT span named `{operation} {model}` with the provider's
 * names, and with usage, ids and finish reasons read from the response.
 *
 * The method keeps its `this`, arguments, result and errors, sync or async; the span ends once, however it
 * ends. On a class: every own method. Conventions: OpenTelemetry GenAI.
 *
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class Agent {
 *   \@TrackLlm({ provider: 'openai', model: (request) => request.model })
 *   complete(request: { model: string; messages: ChatCompletionMessageParam[] }) {
 *     return openai.chat.completions.create(request);
 *   }
 * }
 * ```
 */
export function TrackLlm<T, M extends AnyFunction>(options?: TrackLlmOptions<T, M>): BotanuDecorator<T, M> {
  refuseBareUse('TrackLlm', "@TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })", arguments);
  return trackingDecorator({
    name: 'TrackLlm',
    kind: 'llm',
    options: checkedOptions('TrackLlm', options, OPTIONS),
    trackerKind: 'llm',
    makeRunner: (resolved, site) => new Operation(llmOperation, resolved, site),
  });
}

TrackLlm.KEY = METADATA_KEYS.llm;

const OPTIONS = ['provider', 'model', 'operation', 'clientRequestId', 'usage', 'attributes', 'methods'];
