import { context, type Context } from '@opentelemetry/api';
import { activeRun } from '../run/run-of-context';
import type { Outcome, OutcomeOptions } from '../run/outcome';
import { OutcomeStatus } from '../semconv/outcome-status';
import { errorClass, isAbort } from './error-attributes';
import { emitOutcome } from './outcome';
import type { PassTracker } from './operation';
import { type AnyFunction, isPerCall, resolveOptions, type Unresolved } from './per-call';
import { settle } from './settle/settle';
import type { Settlement } from './settle/settlement';
import type { Site } from './site';

/** Emits an outcome when a method returns or throws, unless one was emitted meanwhile. Opens no span. */
export class OutcomeEmission {
  /** What does not change from call to call; holds nothing of one. */
  private readonly fixed: (() => OutcomeOptions) | undefined;

  constructor(
    private readonly options: Unresolved<OutcomeOptions>,
    private readonly site: Site,
  ) {
    if (!isPerCall(options)) this.fixed = () => options as OutcomeOptions;
  }

  run<R>(body: AnyFunction, self: unknown, args: readonly unknown[], passTracker?: PassTracker): R {
    const active = context.active();
    const settlement = new Emission(active, this.fixed ?? this.resolving(self, args));
    let result: unknown;
    try {
      result = body.apply(self, (passTracker?.(args, undefined) ?? args) as unknown[]);
    } catch (error) {
      settlement.fail(error);
      throw error;
    }
    return settle(result, settlement) as R;
  }

  private resolving(self: unknown, args: readonly unknown[]): () => OutcomeOptions {
    return () => resolveOptions<OutcomeOptions>(this.options, self, args, this.site.where);
  }
}

/** Outcomes that no one but a decorator emitted: the outer of two methods has the last word over the inner. */
const automatic = new WeakSet<Outcome>();

class Emission implements Settlement {
  ended = false;
  readonly readsChunks = false;
  /** What stood before: an outcome of the run's that came later is not overwritten. */
  private readonly before: unknown;

  constructor(
    readonly context: Context,
    private readonly options: () => OutcomeOptions,
  ) {
    this.before = activeRun(context)?.outcome;
  }

  succeed(): void {
    this.emit(OutcomeStatus.SUCCESS, this.options);
  }

  fail(error: unknown): void {
    if (isAbort(error)) this.cancel();
    else this.emit(OutcomeStatus.FAILED, () => ({ errorType: errorClass(error) }));
  }

  complete(): void {
    this.succeed();
  }

  cancel(): void {
    this.ended = true;
  }

  abandon(): void {
    this.ended = true;
  }

  expectChunks(): void {}

  readHead(): void {}

  chunk(): void {}

  part(): void {}

  awaitReader(): void {}

  private emit(status: OutcomeStatus, options: () => OutcomeOptions): void {
    if (this.ended) return;
    this.ended = true;
    const run = activeRun(this.context);
    const emitted = run?.outcome;
    if (emitted !== undefined && emitted !== this.before && !automatic.has(emitted)) return;
    context.with(this.context, () => emitOutcome(status, options()));
    if (run?.outcome !== undefined) automatic.add(run.outcome);
  }
}
