import {
  type Attributes,
  type AttributeValue,
  type Context,
  type Link,
  type SpanContext,
  type SpanKind as Kind,
  SpanKind,
  type SpanOptions,
} from '@opentelemetry/api';
import { context, trace } from '../shared/opentelemetry-api';
import type { ActiveRun, RunScope } from '../run/active-run';
import { activeRun, beginRun } from '../run/run-of-context';
import { scopeOf, withScope } from '../run/scope-context';
import { arrivalOf, type Carrier } from '../run/carrier';
import { writeRunDetails } from '../run/run-attributes';
import { RunContext } from '../run/run-context';
import type { RunDetails } from '../run/run-fields';
import { BotanuEvent, BotanuEventField, BotanuSpanName } from '../semconv/events';
import { isAttributeValue, orNothing } from '../shared/checked-values';
import { tryCurrentTracker } from './current-tracker';
import type { OpenSpan } from './open-span';
import { notOpened, type Opens, openSpan, runIn, type SpanDescription } from './opening';
import type { PassTracker } from './operation';
import { type AnyFunction, isPerCall, resolveOptions, type Unresolved } from './per-call';
import { RunTracker } from './run-tracker';
import type { Site } from './site';
import { type SpanWriter, writerOf } from './span-writer';
import { workflowVersion } from './workflow-version';

/** What a run is about, beside the name of its use case. */
export interface UseCaseOptions extends Omit<RunDetails, 'useCase'> {
  /** Whether a return without an emitted outcome is a `success`. @default true */
  readonly autoOutcomeOnSuccess?: boolean | undefined;
  /** @default `SpanKind.SERVER` */
  readonly spanKind?: Kind | undefined;
  /** Seconds until the run counts as late. A positive number; none by default. */
  readonly deadlineSeconds?: number | undefined;
  /** Headers of an incoming request or message whose run this one goes on with. */
  readonly carrier?: Carrier | undefined;
  /**
   * The run that this one tries again: the same root and details, a new id, `attempt` one higher. What a run is,
   * `getRunContext()` tells inside it.
   */
  readonly retryOf?: RunContext | undefined;
  /** More attributes for the run's span. */
  readonly attributes?: Attributes | undefined;
}

/** One decorated method, or one call of `runUseCase`: begins a run, or joins the one that is going on. */
export class UseCase {
  private readonly fixed: UseCaseOptions | undefined;
  private readonly spanName: string;
  private version: string | undefined;

  /** @param source the user's own function, by whose text the workflow's version is told */
  constructor(
    private readonly name: string,
    private readonly options: Unresolved<UseCaseOptions>,
    private readonly site: Site,
    private readonly source: AnyFunction,
  ) {
    this.fixed = isPerCall(options) ? undefined : (options as UseCaseOptions);
    this.spanName = BotanuSpanName.RUN + name;
  }

  /** Calls `body` inside the run, and gives back what it gives. */
  run<R>(body: AnyFunction, self: unknown, args: readonly unknown[], passTracker?: PassTracker): R {
    const current = context.active();
    let open: OpenSpan<RunTracker> | undefined;
    let inside = current;
    try {
      const options = this.fixed ?? resolveOptions<UseCaseOptions>(this.options, self, args, this.site.where);
      const joined = this.joined(current, options, self);
      if (joined === undefined) {
        const { spanName } = this;
        const spanOptions = { kind: options.spanKind ?? SpanKind.SERVER };
        const description = { spanName, spanOptions, attributes: NO_ATTRIBUTES, options, useCase: this };
        open = openSpan(runs, description, current, self, args) as OpenSpan<RunTracker>;
        inside = open.context ?? current;
      } else if (options.attributes !== undefined && joined.span !== undefined) {
        writeUsers(writerOf(joined.span), options.attributes);
      }
    } catch (error) {
      notOpened(this.site, error);
    }
    const passed =
      passTracker === undefined ? args : passTracker(args, open?.tracker ?? tryCurrentTracker('run'));
    return runIn(inside, current, open, body, self, passed) as R;
  }

  /** The open run of the same use case on the same instance that a call without differing options is part of. */
  private joined(current: Context, options: UseCaseOptions, self: unknown): ActiveRun | undefined {
    if (options.carrier != null || options.retryOf != null) return undefined;
    const run = scopeOf(current)?.activeRun;
    if (run === undefined || run.ended) return undefined;
    const owner = (run.scope as OpenSpan | undefined)?.owner;
    if (owner === undefined || owner !== self) return undefined;
    return run.context.useCase === this.name && agrees(options, run.context) ? run : undefined;
  }

  /**
   * The run that a call begins.
   *
   * @param outer the one that it begins in
   * @param carried the one that the carrier itself names
   */
  makeRun(options: UseCaseOptions, outer: ActiveRun | undefined, carried: ActiveRun | undefined): RunContext {
    if (options.retryOf != null) return RunContext.createRetry(options.retryOf);
    // What a run left behind, such as a timer, is no part of it: a root of its own.
    const parent = outer === undefined || outer.ended ? undefined : outer.context;
    const details = {
      useCase: this.name,
      workflow: options.workflow ?? this.site.name,
      workflowVersion: options.workflowVersion ?? (this.version ??= workflowVersion(this.source)),
      environment: options.environment,
      tenantId: options.tenantId,
      customerId: options.customerId,
      eventId: options.eventId,
      deadlineSeconds: options.deadlineSeconds,
      parent,
    };
    // Of another process if it has no span here, whatever else of it goes on here meanwhile.
    const continues =
      carried !== undefined && carried.span === undefined && carried.context.useCase === this.name;
    return continues ? RunContext.continue(carried.context, details) : RunContext.create(details);
  }
}

interface RunDescription extends SpanDescription {
  readonly options: UseCaseOptions;
  readonly useCase: UseCase;
}

const NO_ATTRIBUTES: readonly AttributeValue[] = [];

/** Runs. */
const runs: Opens<RunDescription, RunTracker> = {
  kind: 'run',
  timed: true,
  always: true,

  startAt(current, { options, spanOptions, useCase }) {
    const { context: base, creation, run: carried } = arrivalOf(options.carrier, current);
    const outer = activeRun(base);
    const made = useCase.makeRun(options, outer, carried);
    const isContinued = made.runId === carried?.context.runId;
    const { run, context: withBaggage } = beginRun(base, made, isContinued);
    // The processor is shown the run before there is a span to make a tracker of.
    const scope: UnopenedRun = { activeRun: run, ended: true, enclosing: scopeOf(base) };
    return {
      context: withScope(withBaggage, scope),
      spanOptions: outer?.ended
        ? { ...spanOptions, root: true, links: linksTo(outer) }
        : linkedTo(creation, base, spanOptions),
    };
  },

  track(open, { options }) {
    const run = open.activeRun!;
    run.span = open.span;
    run.scope = open;
    return new RunTracker(open, options.autoOutcomeOnSuccess ?? true);
  },

  opened(_inside, { options }, open) {
    if (open?.span.isRecording()) writeStart(open, open.activeRun!, options.attributes);
  },
};

/** Stands for a run's span until there is one: what it encloses passes it over. */
interface UnopenedRun extends RunScope {
  readonly ended: true;
  readonly enclosing: RunScope | undefined;
}

/** Options in which a call may differ from the run that it would join. */
const IDENTITY = ['workflow', 'workflowVersion', 'environment', 'tenantId', 'customerId', 'eventId'] as const;

const agrees = (options: UseCaseOptions, run: RunContext): boolean =>
  IDENTITY.every((name) => typeof options[name] !== 'string' || options[name] === run[name]);

const linksTo = (run: ActiveRun): Link[] =>
  run.span === undefined ? [] : [{ context: run.span.spanContext() }];

/** A message is linked to by its consumer, and by whoever has another span for a parent. */
function linkedTo(creation: SpanContext | undefined, parent: Context, spanOptions: SpanOptions): SpanOptions {
  if (creation === undefined) return spanOptions;
  const isParent = trace.getSpanContext(parent)?.spanId === creation.spanId;
  if (isParent && spanOptions.kind !== SpanKind.CONSUMER) return spanOptions;
  return { ...spanOptions, links: [{ context: creation }] };
}

function writeUsers(writer: SpanWriter, attributes: Attributes): void {
  for (const [key, value] of Object.entries(orNothing(attributes))) {
    if (isAttributeValue(key, value)) writer.setAttribute(key, value);
  }
}

function writeStart({ writer }: OpenSpan, active: ActiveRun, attributes: Attributes | undefined): void {
  const { context: run } = active;
  writeRunDetails(writer, run);
  if (attributes !== undefined) writeUsers(writer, attributes);
  const started: Attributes = {
    [BotanuEventField.RUN_ID]: run.runId,
    [BotanuEventField.USE_CASE]: run.useCase,
  };
  if (run.workflow !== undefined) started[BotanuEventField.WORKFLOW] = run.workflow;
  writer.addEvent(BotanuEvent.RUN_STARTED, started);
}
