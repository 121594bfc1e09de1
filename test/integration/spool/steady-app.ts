import { openSync, writeSync } from 'node:fs';
import { trace } from '@opentelemetry/api';
import type { BotanuOptions } from '../../../src/bootstrap/botanu-options';
import { initBotanu } from '../../../src/bootstrap/init-botanu';

/** Records spans at a steady rate until it is told to stop, or killed; writes down what was acknowledged. */
interface Work {
  /** What its spans are told from others by. */
  readonly name: string;
  readonly spansPerSecond: number;
  readonly flushEveryMs: number;
  /** Gets a line a flush: how many spans are delivered or on disk, all before them included. */
  readonly acknowledged: string;
  readonly options: BotanuOptions;
}

const { name, spansPerSecond, flushEveryMs, acknowledged, options } = JSON.parse(process.argv[2]!) as Work;
const TICK_MS = 20;

const botanu = initBotanu(options);
const tracer = trace.getTracer('steady');
const file = openSync(acknowledged, 'a');
const startedMs = performance.now();
let ended = 0;
let lost = 0;
let peakRss = 0;
let peakHeap = 0;

/** Its name says which span it is, also where its ids cannot be read. */
function recordOne(): void {
  const span = tracer.startSpan('');
  const { traceId, spanId } = span.spanContext();
  span.updateName(`span ${name}-${ended++}-${traceId}-${spanId}.`);
  span.end();
}

const recording = setInterval(() => {
  const due = ((performance.now() - startedMs) / 1_000) * spansPerSecond;
  while (ended < due) recordOne();
  const { rss, heapUsed } = process.memoryUsage();
  peakRss = Math.max(peakRss, rss);
  peakHeap = Math.max(peakHeap, heapUsed);
}, TICK_MS);

async function flush(): Promise<void> {
  const upTo = ended;
  const result = await botanu.flush();
  lost += result.lost + result.waiting;
  if (lost === 0) writeSync(file, `${upTo}\n`);
}

let flushing = Promise.resolve();
const acknowledging = setInterval(() => {
  flushing = flushing.then(flush);
}, flushEveryMs);

process.on('message', () => {
  clearInterval(recording);
  clearInterval(acknowledging);
  void flushing.then(flush).then(() => {
    process.off('disconnect', leave);
    process.send!({ result: { ended, lost, peakRss, peakHeap } }, () => process.disconnect());
  });
});
// Not without its parent.
const leave = (): never => process.exit();
process.on('disconnect', leave);
process.send!({ result: 'ready' });
