import {
  type AttributeValue,
  type Context,
  isSpanContextValid,
  type Span,
  type SpanOptions,
} from '@opentelemetry/api';
import { context, trace } from '../shared/opentelemetry-api';
import type { ActiveRun, RunScope } from '../run/active-run';
import { runOfBaggage } from '../run/run-of-context';
import { scopeOf, withSpanAndScope } from '../run/scope-context';
import { BotanuAttribute } from '../semconv/attributes';
import { warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';
import { instruments } from './instruments';
import { watch } from './open-operations';
import { OpenSpan, ownerOf, stillOpen, type TrackerKind } from './open-span';
import type { AnyFunction } from './per-call';
import { settle } from './settle/settle';
import type { Site } from './site';
import { writePairs } from './span-writer';
import type { SpanTracker } from './span-tracker';
import { tracer } from './tracer';

/** A span before it is started. Made once where no option varies per call. */
export interface SpanDescription {
  readonly spanName: string;
  /** Without attributes: handing them over at the start costs three copies of them. */
  readonly spanOptions: SpanOptions;
  /** Key, value, key, value …, written once the span is known to record. */
  readonly attributes: readonly AttributeValue[];
}

/** Where a span starts that its description takes out of the current context. */
export interface SpanStart {
  readonly context: Context;
  readonly spanOptions: SpanOptions;
}

/** What the spans of one kind have in common. */
export interface Opens<D extends SpanDescription, T extends SpanTracker> {
  readonly kind: TrackerKind;
  /** Whether its span is to say how long it took, in an attribute of its own. */
  readonly timed: boolean;
  /** Whether there is a tracker also where nothing is recorded: a run is one, sampled or not. */
  readonly always?: boolean;
  track(open: OpenSpan, description: D, args: readonly unknown[], parent: Context): T;
  startAt?(current: Context, description: D): SpanStart | undefined;
  /** What is to be done before the body runs. @param open undefined where nothing is recorded */
  opened?(inside: Context, description: D, open: OpenSpan | undefined): void;
}

/** A span that nobody records: it is still what a call to another service continues. */
export interface Unrecorded {
  readonly context: Context;
}

/**
 * The one place where a span of the SDK is started. Whoever calls it sees to it that an error goes no further.
 *
 * @internal In published declarations a tracker has not the members that its type asks for.
 */
export function openSpan<D extends SpanDescription, T extends SpanTracker>(
  kind: Opens<D, T>,
  description: D,
  current: Context,
  self: unknown,
  args: readonly unknown[],
): OpenSpan<T> | Unrecorded {
  const start = kind.startAt?.(current, description);
  const parent = start?.context ?? current;
  const span = tracer().startSpan(
    description.spanName,
    start?.spanOptions ?? description.spanOptions,
    parent,
  );
  const records = span.isRecording();
  const meters = instruments();
  if (!records && meters === undefined && kind.always !== true) {
    const inside = unrecordedContext(kind.kind, span, parent);
    kind.opened?.(inside, description, undefined);
    return { context: inside };
  }
  const scope = scopeOf(parent) as OpenSpan | undefined;
  const open = new OpenSpan<T>(
    kind.kind,
    span,
    scope?.activeRun ?? runOfBaggage(parent),
    stillOpen(scope),
    ownerOf(self),
    meters,
    kind.timed || meters !== undefined ? performance.now() : 0,
  );
  open.tracker = kind.track(open, description, args, parent);
  open.context = withSpanAndScope(parent, span, open);
  if (records) {
    stamp(span, open.activeRun);
    writePairs(open.writer, description.attributes);
  }
  kind.opened?.(open.context, description, open);
  return open;
}

/**
 * Under a span that is recorded, a scope without a tracker: what the body says of its own call must not be
 * written on the span around it.
 */
function unrecordedContext(kind: TrackerKind, span: Span, parent: Context): Context {
  if (!isSpanContextValid(span.spanContext())) return parent;
  const enclosing = scopeOf(parent) as OpenSpan | undefined;
  if (enclosing === undefined) return trace.setSpan(parent, span);
  const { activeRun } = enclosing;
  return withSpanAndScope(parent, span, {
    kind,
    activeRun,
    enclosing,
    tracker: undefined,
    ended: false,
  } as RunScope);
}

export function notOpened(site: Site, error: unknown): void {
  warnOnce(
    `open:${site.where}`,
    () => `${site.where}: no span could be opened (${errorText(error)}); the call goes on.`,
  );
}

/** The run's identity on a span of ours, unless the span processor has written it already. */
function stamp(span: Span, run: ActiveRun | undefined): void {
  if (run === undefined) return;
  const { attributes } = span as { attributes?: Record<string, unknown> };
  if (attributes?.[BotanuAttribute.RUN_ID] === undefined) writePairs(span, run.stamp);
}

/**
 * The one place where a body runs inside its span: whatever it does, its result is the caller's and the span
 * ends once.
 */
export function runIn(
  inside: Context,
  current: Context,
  open: OpenSpan | undefined,
  body: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  // A function of no arguments: each layer of context.with copies those that it is given.
  const call = (): unknown => body.apply(self, args as unknown[]);
  if (open === undefined) return inside === current ? call() : context.with(inside, call);
  let result: unknown;
  try {
    result = context.with(inside, call);
  } catch (error) {
    open.fail(error);
    throw error;
  }
  const handedOn = settle(result, open);
  if (!open.ended) watch(open);
  return handedOn;
}
