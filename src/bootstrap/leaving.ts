import { constants } from 'node:os';
import type { RunningSdk } from './start-sdk';

type Delivering = Pick<RunningSdk, 'flush' | 'finish' | 'drainSync'>;
type Signal = (typeof SIGNALS)[number];

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
const FLUSH_LIMIT_MS = 5_000;

/**
 * More than one while what was stopped still delivers and another was started. They have one listener for signals:
 * with one each, none would find itself alone.
 */
const delivering = new Set<Delivering>();

/**
 * Sees to it that spans are delivered when the process leaves, by whatever door. Uncaught exceptions are left
 * alone: Node reports them and emits `exit`. Gives a function that undoes it.
 */
export function deliverOnLeaving(sdk: Delivering): () => void {
  const onExit = (): void => sdk.drainSync();
  // The event loop is empty: a program that simply ends. Once, since flushing fills the loop again.
  const onBeforeExit = (): void => void sdk.finish();

  process.on('exit', onExit);
  process.once('beforeExit', onBeforeExit);
  if (delivering.size === 0) for (const signal of SIGNALS) process.prependListener(signal, onSignal);
  delivering.add(sdk);
  return () => {
    process.removeListener('exit', onExit);
    process.removeListener('beforeExit', onBeforeExit);
    delivering.delete(sdk);
    if (delivering.size === 0) for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

/** A signal has come that ends the process, as soon as everything is delivered. */
let isLeaving = false;

function onSignal(signal: NodeJS.Signals): void {
  // Asked first of all listeners, so that those which listen once are still counted.
  const isAlone = process.listenerCount(signal) === 1;
  // Whoever is impatient may repeat it.
  if (isAlone && isLeaving) return dieOf(signal as Signal);
  isLeaving ||= isAlone;
  const flushing = Promise.all([...delivering].map((sdk) => sdk.flush()));
  void settledWithin(FLUSH_LIMIT_MS, flushing).then(() => {
    if (isAlone) dieOf(signal as Signal);
  });
}

function dieOf(signal: Signal): void {
  process.removeListener(signal, onSignal);
  // The first process of a container: for it the kernel ignores what nobody listens to.
  if (process.pid === 1) process.exit(128 + constants.signals[signal]);
  // The signal ends the process without an 'exit'.
  for (const sdk of delivering) sdk.drainSync();
  process.kill(process.pid, signal);
}

async function settledWithin(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}
