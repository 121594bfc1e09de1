import { context, type Span, trace } from '@opentelemetry/api';
import type { ActiveRun } from '../run/active-run';
import { activeRun } from '../run/run-of-context';
import { businessAttributes, type BusinessContext } from '../run/business-context';
import { writerOf } from './span-writer';

/**
 * Says whom the cost belongs to: on the current span, on the run's span, and on every later span of the run
 * in this process. A value that is no string is left out with one warning.
 *
 * @example
 * ```ts
 * setBusinessContext({ customerId: ticket.customerId, team: 'support', costCenter: 'cc-42' });
 * ```
 */
export function setBusinessContext(values: BusinessContext): void {
  const active = context.active();
  setBusinessContextOn(trace.getSpan(active), activeRun(active), values);
}

export function setBusinessContextOn(
  span: Span | undefined,
  run: ActiveRun | undefined,
  values: BusinessContext,
): void {
  const runSpan = run?.span === span ? undefined : run?.span;
  for (const [key, value] of businessAttributes(values)) {
    if (span?.isRecording()) writerOf(span).setAttribute(key, value);
    if (runSpan?.isRecording()) writerOf(runSpan).setAttribute(key, value);
    run?.addToStamp(key, value);
  }
}
