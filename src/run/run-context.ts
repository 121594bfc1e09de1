import type { Attributes } from '@opentelemetry/api';
import { textOf } from '../shared/checked-values';
import { warnOnce } from '../shared/diagnostics';
import { show } from '../shared/texts';
import { type PropagationMode, recordingSettings } from '../shared/recording-settings';
import { baggageOf, fieldsFromBaggage } from './baggage-codec';
import { Cancellation } from './cancellation';
import { writeRun } from './run-attributes';
import type { RunDetails, RunFields } from './run-fields';
import { generateRunId } from './run-id';

/** What a run is about, when it must be done, and what it is part of. */
export interface RunContextOptions extends RunDetails {
  /** Seconds from now until the run counts as late. A positive number; none by default. */
  readonly deadlineSeconds?: number | undefined;
  /** The run that this one is part of. */
  readonly parent?: RunContext | undefined;
}

/**
 * One run: its identity, its lineage and its deadline. Immutable but for its cancellation.
 *
 * @example
 * ```ts
 * const run = RunContext.create({ useCase: 'Customer Support', deadlineSeconds: 30 });
 * const again = RunContext.createRetry(run); // new run_id, same root, attempt 2
 * ```
 */
export class RunContext implements RunFields {
  /** A UUIDv7. */
  readonly runId: string;
  /** The outermost run's id, or the first attempt's; the run's own at the root. */
  readonly rootRunId: string;
  /** The enclosing run's id, in this process or another. */
  readonly parentRunId: string | undefined;
  /** The attempt before this one. */
  readonly retryOfRunId: string | undefined;
  /** From 1 up. */
  readonly attempt: number;
  readonly useCase: string;
  readonly workflow: string | undefined;
  readonly workflowVersion: string | undefined;
  readonly environment: string;
  readonly tenantId: string | undefined;
  readonly customerId: string | undefined;
  readonly eventId: string | undefined;
  readonly startTime: Date;
  /** When the run counts as late; undefined where it never does. */
  readonly deadline: Date | undefined;
  /** @internal */
  readonly cancellation: Cancellation;

  /** @internal */
  constructor(fields: RunFields, enclosing?: RunContext) {
    this.runId = fields.runId;
    this.rootRunId = fields.rootRunId;
    this.parentRunId = fields.parentRunId;
    this.retryOfRunId = fields.retryOfRunId;
    this.attempt = fields.attempt;
    this.useCase = fields.useCase;
    this.workflow = textOf('workflow', fields.workflow);
    this.workflowVersion = textOf('workflowVersion', fields.workflowVersion);
    this.environment = textOf('environment', fields.environment) ?? recordingSettings.environment;
    this.tenantId = textOf('tenantId', fields.tenantId);
    this.customerId = textOf('customerId', fields.customerId);
    this.eventId = textOf('eventId', fields.eventId);
    this.startTime = fields.startTime ?? new Date();
    this.deadline = fields.deadline;
    this.cancellation = new Cancellation(fields.deadline, enclosing?.cancellation);
  }

  /** A new run: the root of its tree, or with `parent` a part of that one's. */
  static create(options: RunContextOptions): RunContext {
    const runId = generateRunId();
    const { parent } = options;
    // Field by field: spreading options costs a run more than its span does.
    return new RunContext(
      {
        runId,
        rootRunId: parent === undefined ? runId : parent.rootRunId,
        parentRunId: parent?.runId,
        retryOfRunId: undefined,
        attempt: 1,
        useCase: options.useCase,
        workflow: options.workflow,
        workflowVersion: options.workflowVersion,
        environment: options.environment,
        tenantId: options.tenantId,
        customerId: options.customerId,
        eventId: options.eventId,
        startTime: undefined,
        deadline: options.deadlineSeconds === undefined ? undefined : deadlineAfter(options.deadlineSeconds),
      },
      parent,
    );
  }

  /** Another attempt at a run: the same root and details, a new id, `attempt` one higher. Its deadline starts anew. */
  static createRetry(previous: RunContext): RunContext {
    const { deadline, startTime, ...rest } = previous as RunFields & { readonly startTime: Date };
    const now = new Date();
    return new RunContext({
      ...rest,
      runId: generateRunId(),
      retryOfRunId: previous.runId,
      attempt: previous.attempt + 1,
      startTime: now,
      deadline: deadline && new Date(now.getTime() + (deadline.getTime() - startTime.getTime())),
    });
  }

  /** A peer's run going on in this process: the same identity, with what is known here. @internal */
  static continue(remote: RunContext, details: RunContextOptions): RunContext {
    const { runId, rootRunId, parentRunId, retryOfRunId, attempt, deadline } = remote;
    const fields = {
      ...details,
      ...{ runId, rootRunId, parentRunId, retryOfRunId, attempt },
      tenantId: details.tenantId ?? remote.tenantId,
      customerId: details.customerId ?? remote.customerId,
      eventId: details.eventId ?? remote.eventId,
      deadline: deadlineAfter(details.deadlineSeconds) ?? deadline,
    };
    // Inside a run that goes on here already it is called off with that one.
    const run = new RunContext(fields, details.parent === remote ? undefined : details.parent);
    if (remote.isCancelled()) run.requestCancellation();
    return run;
  }

  /**
   * The run that a peer's baggage names, or undefined where it names none. Every value is checked in form and
   * length, and one that fails is left out.
   *
   * @param entries as {@link toBaggage} gives them, or as pairs of key and value
   */
  static fromBaggage(
    entries: Readonly<Record<string, string>> | Iterable<readonly [string, string]>,
  ): RunContext | undefined {
    const fields = fieldsFromBaggage(isPairs(entries) ? entries : Object.entries(entries));
    if (fields === undefined) return undefined;
    const run = new RunContext(fields);
    if (fields.isCancelled()) run.requestCancellation();
    return run;
  }

  /** Baggage members for this run, ids first. @param mode `lean` or `full`; as configured if left out. */
  toBaggage(mode: PropagationMode = recordingSettings.propagationMode): Record<string, string> {
    return baggageOf(this, mode);
  }

  /** The attributes of the run's own span. */
  toSpanAttributes(): Attributes {
    const attributes: Attributes = {};
    writeRun({ setAttribute: (key, value) => (attributes[key] = value) }, this);
    return attributes;
  }

  /** False without a deadline. */
  isPastDeadline(): boolean {
    return this.deadline !== undefined && Date.now() >= this.deadline.getTime();
  }

  /** Whether this run, or one that it is part of, was called off. */
  isCancelled(): boolean {
    return this.cancellation.isRequested;
  }

  /** Seconds until the deadline, never below 0; undefined without one. */
  remainingTimeSeconds(): number | undefined {
    return this.deadline && Math.max(0, (this.deadline.getTime() - Date.now()) / 1000);
  }

  /** Calls the run off: its signal aborts, and its automatic outcome becomes `canceled`. Only the first call counts. */
  requestCancellation(reason?: string): void {
    this.cancellation.request(reason);
  }
}

const isPairs = (entries: object): entries is Iterable<readonly [string, string]> =>
  Symbol.iterator in entries;

function deadlineAfter(seconds: number | undefined): Date | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  if (typeof seconds === 'number' && seconds > 0 && Number.isFinite(seconds)) {
    return new Date(Date.now() + seconds * 1000);
  }
  warnOnce(
    'deadlineSeconds',
    () =>
      `deadlineSeconds must be a positive number of seconds, got ${show(seconds)}; the run has no deadline.`,
  );
  return undefined;
}
