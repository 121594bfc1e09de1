import { sharedState } from '../shared/shared-state';
import type { ActiveRun } from './active-run';

/** Runs that began in this process and have not ended, by id: what comes back to such a run goes on in it. */
export const openRuns = sharedState('open-runs', () => new Map<string, ActiveRun>());

/**
 * Runs that began elsewhere and go on here, by id, the newest last. Several may be open at a time, one a message:
 * an id does not tell them apart, so that no message finds one by it.
 */
export const continuedRuns = sharedState('continued-runs', () => new Map<string, Set<ActiveRun>>());

export function addOpenRun(run: ActiveRun, isContinued: boolean): void {
  const { runId } = run.context;
  if (!isContinued) {
    openRuns.set(runId, run);
    return;
  }
  const others = continuedRuns.get(runId);
  if (others === undefined) continuedRuns.set(runId, new Set([run]));
  else others.add(run);
}

export function removeOpenRun(run: ActiveRun): void {
  const { runId } = run.context;
  if (openRuns.get(runId) === run) openRuns.delete(runId);
  const continued = continuedRuns.get(runId);
  if (continued?.delete(run) && continued.size === 0) continuedRuns.delete(runId);
}

/** For what is said of a run by its id alone: the one that began here, else the newest that goes on here. */
export const findOpenRun = (runId: string): ActiveRun | undefined =>
  openRuns.get(runId) ?? [...(continuedRuns.get(runId) ?? [])].at(-1);
