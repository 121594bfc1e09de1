import { type DBTracker, dbOperation, type DbOptions } from './db-tracker';
import { llmOperation } from './llm-operation';
import type { LlmOptions, UsageSource } from './llm-options';
import type { LLMTracker } from './llm-tracker';
import { type MessagingOptions, messagingOperation, type MessagingTracker } from './messaging-tracker';
import { NOOP_TRACKER } from './noop-tracker';
import type { SpanDescription } from './opening';
import { Operation, type OperationKind } from './operation';
import type { RunTracker } from './run-tracker';
import type { SpanTracker } from './span-tracker';
import { type StorageOptions, storageOperation, type StorageTracker } from './storage-tracker';
import { type ToolOptions, toolOperation, type ToolTracker } from './tool-tracker';
import { UseCase, type UseCaseOptions } from './use-case';

/** Options of an LLM call that is not a method. */
export type LlmCallOptions = LlmOptions & {
  /** Where usage comes from: read from the result, from nowhere, or what a function of the result gives. @default `'auto'` */
  readonly usage?: UsageSource | undefined;
};
/** Options of a tool's execution that is not a method. */
export type ToolCallOptions = ToolOptions & { readonly name: string };
/** Options of a run that is not a method's; `useCase` is the business name. */
export type RunUseCaseOptions = UseCaseOptions & { readonly useCase: string };

/**
 * Runs `fn` as one run of a use case, for what is not a method; see `@BotanuUseCase`. Gives back what `fn`
 * gives, as it is: sync stays sync.
 *
 * @example
 * ```ts
 * const answer = await runUseCase('Customer Support', async (run) => {
 *   run.emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
 *   return 'done';
 * });
 * ```
 */
export function runUseCase<R>(nameOrOptions: string | RunUseCaseOptions, fn: (tracker: RunTracker) => R): R {
  const { useCase, ...options } =
    typeof nameOrOptions === 'string' ? { useCase: nameOrOptions } : nameOrOptions;
  const site = { where: `runUseCase('${useCase}')`, name: fn.name || useCase };
  return new UseCase(useCase, options, site, fn).run(fn, undefined, [], withTracker);
}

/**
 * Runs `fn` as one model call, for what is not a method; see `@TrackLlm`. Gives back what `fn` gives, as it is;
 * usage is read from it.
 *
 * @example
 * ```ts
 * const completion = await trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, () =>
 *   openai.chat.completions.create({ model: 'gpt-4o-mini', messages }),
 * );
 * ```
 */
export function trackLlmCall<R>(options: LlmCallOptions, fn: (tracker: LLMTracker) => R): R {
  return track(llmOperation, options, 'trackLlmCall', fn);
}

/** Runs `fn` as one execution of a tool; see `@TrackTool`. */
export function trackToolCall<R>(options: ToolCallOptions, fn: (tracker: ToolTracker) => R): R {
  return track(toolOperation, options, 'trackToolCall', fn);
}

/** Runs `fn` as one database operation; see `@TrackDb`. */
export function trackDbOperation<R>(options: DbOptions, fn: (tracker: DBTracker) => R): R {
  return track(dbOperation, options, 'trackDbOperation', fn);
}

/** Runs `fn` as one operation on stored objects; see `@TrackStorage`. */
export function trackStorageOperation<R>(options: StorageOptions, fn: (tracker: StorageTracker) => R): R {
  return track(storageOperation, options, 'trackStorageOperation', fn);
}

/** Runs `fn` as one messaging operation; see `@TrackMessaging`. */
export function trackMessagingOperation<R>(
  options: MessagingOptions,
  fn: (tracker: MessagingTracker) => R,
): R {
  return track(messagingOperation, options, 'trackMessagingOperation', fn);
}

/**
 * A tracker to end by hand or with `using`, for a model call that does not fit a callback. It is not the
 * current one: what runs meanwhile is its sibling.
 *
 * @example
 * ```ts
 * using call = startLlmCall({ provider: 'openai', model: 'gpt-4o-mini' });
 * call.recordResponse(await openai.chat.completions.create({ model: 'gpt-4o-mini', messages }));
 * ```
 */
export function startLlmCall(options: LlmCallOptions): LLMTracker {
  return start(llmOperation, options, 'startLlmCall');
}

/** As {@link startLlmCall}, for a tool. */
export function startToolCall(options: ToolCallOptions): ToolTracker {
  return start(toolOperation, options, 'startToolCall');
}

/** As {@link startLlmCall}, for a database operation. */
export function startDbOperation(options: DbOptions): DBTracker {
  return start(dbOperation, options, 'startDbOperation');
}

/** As {@link startLlmCall}, for an operation on stored objects. */
export function startStorageOperation(options: StorageOptions): StorageTracker {
  return start(storageOperation, options, 'startStorageOperation');
}

/** As {@link startLlmCall}, for a messaging operation. */
export function startMessagingOperation(options: MessagingOptions): MessagingTracker {
  return start(messagingOperation, options, 'startMessagingOperation');
}

const withTracker = (_args: readonly unknown[], tracker: SpanTracker | undefined): [SpanTracker] => [
  tracker ?? NOOP_TRACKER,
];

function track<O extends object, D extends SpanDescription, T extends SpanTracker, R>(
  kind: OperationKind<O, D, T>,
  options: O,
  where: string,
  fn: (tracker: T) => R,
): R {
  return new Operation(kind, options, { where, name: fn.name || 'anonymous' }).run(
    fn,
    undefined,
    [],
    withTracker,
  );
}

function start<O extends object, D extends SpanDescription, T extends SpanTracker>(
  kind: OperationKind<O, D, T>,
  options: O,
  where: string,
): T {
  return (
    new Operation(kind, options, { where, name: 'anonymous' }).start() ?? (NOOP_TRACKER as SpanTracker as T)
  );
}
