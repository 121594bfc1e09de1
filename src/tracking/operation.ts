import type { Context } from '@opentelemetry/api';
import { context } from '../shared/opentelemetry-api';
import { watch } from './open-operations';
import { OpenSpan } from './open-span';
import { notOpened, type Opens, openSpan, runIn, type SpanDescription, type Unrecorded } from './opening';
import { type AnyFunction, isPerCall, resolveOptions, type Unresolved } from './per-call';
import type { Site } from './site';
import type { SpanTracker } from './span-tracker';

/** One kind of operation: how its options describe a span, and the tracker that goes with it. */
export interface OperationKind<
  O extends object,
  D extends SpanDescription,
  T extends SpanTracker,
> extends Opens<D, T> {
  describe(options: O, site: Site): D;
}

/** Puts the tracker among the arguments of the body; undefined where nothing is recorded. */
export type PassTracker = (args: readonly unknown[], tracker: SpanTracker | undefined) => readonly unknown[];

/** One decorated method, or one call of a `track…` function: opens a span, runs the body in it, and ends it. */
export class Operation<O extends object, D extends SpanDescription, T extends SpanTracker> {
  /** What does not change from call to call. */
  private readonly fixed: D | undefined;

  constructor(
    private readonly kind: OperationKind<O, D, T>,
    private readonly options: Unresolved<O>,
    private readonly site: Site,
  ) {
    this.fixed = isPerCall(options) ? undefined : kind.describe(options as O, site);
  }

  /** Calls `body` with this operation's span and tracker active, and gives back what it gives. */
  run<R>(body: AnyFunction, self: unknown, args: readonly unknown[], passTracker?: PassTracker): R {
    const current = context.active();
    const opened = this.open(current, self, args);
    const open = opened instanceof OpenSpan ? opened : undefined;
    const passed = passTracker === undefined ? args : passTracker(args, open?.tracker);
    return runIn(opened?.context ?? current, current, open, body, self, passed) as R;
  }

  /** Opens the span for somebody else to end. Undefined where nothing is recorded. */
  start(): T | undefined {
    const opened = this.open(context.active(), undefined, []);
    if (!(opened instanceof OpenSpan)) return undefined;
    watch(opened);
    return opened.tracker;
  }

  /** Undefined if that failed: the user's code goes on without a span. */
  private open(
    current: Context,
    self: unknown,
    args: readonly unknown[],
  ): OpenSpan<T> | Unrecorded | undefined {
    try {
      const { kind, site } = this;
      const description =
        this.fixed ?? kind.describe(resolveOptions(this.options, self, args, site.where), site);
      return openSpan(kind, description, current, self, args);
    } catch (error) {
      notOpened(this.site, error);
      return undefined;
    }
  }
}
