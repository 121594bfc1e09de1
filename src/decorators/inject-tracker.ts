import { writeTrackerIndex } from '../metadata/inject-tracker-index';
import { BotanuError } from '../shared/botanu-error';
import type { AnyFunction } from '../tracking/per-call';
import type { SpanTracker } from '../tracking/span-tracker';
import { placeOf } from './decorator-errors';
import { refuseBareUse } from './decorator-options';

/** The parameter's index, if a tracker may stand there; a private method's parameters cannot be seen. */
type TrackerIndex<T, K, I extends number> = K extends keyof T
  ? T[K] extends AnyFunction
    ? SpanTracker extends Parameters<T[K]>[I]
      ? I
      : NonNullable<Parameters<T[K]>[I]> extends SpanTracker
        ? I
        : never
    : I
  : I;

/** A parameter decorator of the legacy dialect, for a parameter that is typed as a tracker. */
export type TrackerParameterDecorator = <T extends object, K extends string | symbol, I extends number>(
  target: T,
  key: K,
  index: I & TrackerIndex<T, K, I>,
) => void;

/**
 * Fills the parameter with the tracker of the decorated method that it belongs to, unless the caller gave one.
 * For TypeScript's `experimentalDecorators`: the standard dialect has no parameter decorators, and there the
 * default value `tracker = currentTracker('llm')` does the same in both.
 *
 * @throws `BotanuError` at definition, on a constructor's parameter
 * @example
 * ```ts
 * class Agent {
 *   \@TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
 *   async complete(messages: Message[], \@InjectTracker() tracker?: LLMTracker) {
 *     tracker?.setRequestParams({ temperature: 0.2 });
 *   }
 * }
 * ```
 */
export function InjectTracker(): TrackerParameterDecorator {
  refuseBareUse('InjectTracker', '@InjectTracker()', arguments);
  return (target: object, key: string | symbol | undefined, index: number): void => {
    if (key === undefined || typeof index !== 'number') {
      const place = placeOf([target, key]) ?? 'this place';
      throw new BotanuError(
        'DECORATOR_MISPLACED',
        `@InjectTracker() cannot be applied to ${typeof index === 'number' ? `a parameter of the constructor of ${place}` : place}. It decorates a parameter of a method that has a tracking decorator. Elsewhere use currentTracker().`,
      );
    }
    writeTrackerIndex(target, key, index);
  };
}
