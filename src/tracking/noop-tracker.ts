/// <reference lib="esnext.disposable" />
import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import { injectRunContext } from '../run/carrier';
import { getRunId } from '../run/current-run';
import { RunContext } from '../run/run-context';
import { DBTracker } from './db-tracker';
import { LLMTracker } from './llm-tracker';
import { MessagingTracker } from './messaging-tracker';
import { RunTracker } from './run-tracker';
import { SpanTracker } from './span-tracker';
import { StorageTracker } from './storage-tracker';
import { ToolTracker } from './tool-tracker';

/** Every tracker at once, none of whose methods does anything. */
export type NoopTracker = LLMTracker &
  ToolTracker &
  DBTracker &
  StorageTracker &
  MessagingTracker &
  RunTracker;

const chain = function <T>(this: T): T {
  return this;
};

/** Where nothing is tracked: every method of every tracker is there and records nothing. */
export const NOOP_TRACKER: NoopTracker = makeNoopTracker();

/** RFC 9562's nil UUID. */
const NIL_ID = '00000000-0000-0000-0000-000000000000';

function makeNoopTracker(): NoopTracker {
  const noop: Record<PropertyKey, unknown> = {
    span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
    /** Of no kind, inside nothing. */
    open: { ended: true },
    get runId(): string | undefined {
      return getRunId();
    },
    /** A run that is none, so that what asks it for its id or its deadline does not fail. */
    get run(): RunContext {
      return new RunContext({ runId: NIL_ID, rootRunId: NIL_ID, attempt: 1, useCase: '' });
    },
    /** What nobody records still has to reach its consumer. */
    inject: injectRunContext,
    end: () => undefined,
    [Symbol.dispose]: () => undefined,
    /** Never aborts. Made when asked for: a signal costs more than all the rest. */
    get signal(): AbortSignal {
      return new AbortController().signal;
    },
  };
  for (const tracker of [
    SpanTracker,
    LLMTracker,
    ToolTracker,
    DBTracker,
    StorageTracker,
    MessagingTracker,
    RunTracker,
  ]) {
    for (const name of Object.getOwnPropertyNames(tracker.prototype)) {
      if (name !== 'constructor' && !(name in noop)) noop[name] = chain;
    }
  }
  return Object.freeze(noop) as unknown as NoopTracker;
}
