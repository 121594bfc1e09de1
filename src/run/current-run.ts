import { context, type Span, trace } from '@opentelemetry/api';
import { activeRun } from './run-of-context';
import type { RunContext } from './run-context';

/** The run that this code is part of; undefined outside a run. */
export const getRunContext = (): RunContext | undefined => activeRun(context.active())?.context;

/** The run's id, also for a run that a peer began; undefined outside a run. */
export const getRunId = (): string | undefined => getRunContext()?.runId;

/** The business name of what the run does; undefined outside a run, or where a peer did not tell it. */
export const getUseCase = (): string | undefined => getRunContext()?.useCase || undefined;

/** E.g. `SupportAgent.handleTicket`; undefined outside a run. */
export const getWorkflow = (): string | undefined => getRunContext()?.workflow;

/** OpenTelemetry's active span; undefined where there is none. */
export const getCurrentSpan = (): Span | undefined => trace.getSpan(context.active());
