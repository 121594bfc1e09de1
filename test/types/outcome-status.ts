// Checked by the compiler alone: a status that is a literal is one of the six; a variable is checked at run time.
import { currentTracker, emitOutcome, OutcomeStatus, recordOutcome } from 'botanu';

declare const variable: string;
declare const union: 'success' | 'failed';
declare const notQuite: 'success' | 'fialed';

export const allowed = (): void => {
  emitOutcome('success');
  emitOutcome(OutcomeStatus.PARTIAL, { valueType: 'tickets_resolved', valueAmount: -1 });
  emitOutcome(variable);
  emitOutcome(union);
  recordOutcome({ eventId: 't-1' }, 'failed', { key: 'webhook-1' });
  recordOutcome({ runId: 'id' }, variable);
  currentTracker().emitOutcome('abandoned').emitOutcome(variable);
};

export const refused = (): void => {
  // @ts-expect-error -- mistyped
  emitOutcome('sucess');
  // @ts-expect-error -- one of two is mistyped
  emitOutcome(notQuite);
  // @ts-expect-error -- read from elsewhere, but never written
  emitOutcome('failure');
  // @ts-expect-error -- mistyped
  recordOutcome({ eventId: 't-1' }, 'cancelled');
  // @ts-expect-error -- mistyped
  currentTracker('run').emitOutcome('done');
  // @ts-expect-error -- no such option
  emitOutcome('success', { value: 1 });
  // @ts-expect-error -- neither a run nor an event
  recordOutcome({}, 'success');
};
