import type { RunningSdk } from './start-sdk';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FLUSH_LIMIT_MS = 5_000;

/**
 * Sees to it that spans are delivered when the process leaves, by whatever door. Uncaught exceptions are left
 * alone: Node reports them and emits `exit`. Gives a function that undoes it.
 */
export function deliverOnLeaving(sdk: Pick<RunningSdk, 'flush' | 'finish' | 'drainSync'>): () => void {
  const onExit = (): void => sdk.drainSync();
  // The event loop is empty: a program that simply ends. Once, since flushing fills the loop again.
  const onBeforeExit = (): void => void sdk.finish();
  const onSignal = (signal: NodeJS.Signals): void => {
    // Asked first of all listeners, so that those which listen once are still counted.
    const isAlone = process.listenerCount(signal) === 1;
    void settledWithin(FLUSH_LIMIT_MS, sdk.flush()).then(() => {
      if (!isAlone) return;
      // The signal ends the process without an 'exit'.
      sdk.drainSync();
      raise(signal);
    });
    // Whoever is impatient may repeat it.
    if (isAlone) process.removeListener(signal, onSignal);
  };
  const raise = (signal: NodeJS.Signals): void => {
    process.removeListener(signal, onSignal);
    process.kill(process.pid, signal);
  };

  process.on('exit', onExit);
  process.once('beforeExit', onBeforeExit);
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  return () => {
    process.removeListener('exit', onExit);
    process.removeListener('beforeExit', onBeforeExit);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

async function settledWithin(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}
