import { getHeapStatistics } from 'node:v8';

export interface Comparison {
  readonly handWrittenNs: number;
  readonly botanuNs: number;
  /** Median of the ratios of neighbouring bursts, botanu to hand-written. */
  readonly timeRatio: number;
  readonly bytesRatio: number;
}

type Call = () => Promise<unknown>;

/**
 * Two ways of doing the same, in one process and in turn, burst by burst: a machine that slows down slows
 * down both. Exports happen between the bursts.
 */
export async function compare(
  handWritten: Call,
  botanu: Call,
  { calls, seconds, between }: { calls: number; seconds: number; between: () => Promise<unknown> },
): Promise<Comparison> {
  const bursts: { handWritten: Burst; botanu: Burst }[] = [];
  const measured = async (inTurn: boolean) => {
    if (inTurn) {
      const first = await burst(handWritten, calls);
      return { handWritten: first, botanu: await burst(botanu, calls) };
    }
    const first = await burst(botanu, calls);
    return { handWritten: await burst(handWritten, calls), botanu: first };
  };
  for (let i = 0; i < WARM_UP_BURSTS; i++) {
    await measured(i % 2 === 0);
    await between();
  }
  const untilMs = performance.now() + seconds * 1000;
  while (performance.now() < untilMs) {
    bursts.push(await measured(bursts.length % 2 === 0));
    await between();
  }
  const bytes = (of: 'handWritten' | 'botanu') =>
    // A burst in which the collector ran shrinks the heap and tells nothing.
    median(bursts.map((pair) => pair[of].bytes).filter((value) => value > 0));
  return {
    handWrittenNs: median(bursts.map((pair) => pair.handWritten.ns)),
    botanuNs: median(bursts.map((pair) => pair.botanu.ns)),
    timeRatio: median(bursts.map((pair) => pair.botanu.ns / pair.handWritten.ns)),
    bytesRatio: bytes('botanu') / bytes('handWritten'),
  };
}

const WARM_UP_BURSTS = 200;

interface Burst {
  readonly ns: number;
  readonly bytes: number;
}

async function burst(call: Call, calls: number): Promise<Burst> {
  const heap = getHeapStatistics().used_heap_size;
  const started = process.hrtime.bigint();
  for (let i = 0; i < calls; i++) await call();
  const ns = Number(process.hrtime.bigint() - started) / calls;
  return { ns, bytes: (getHeapStatistics().used_heap_size - heap) / calls };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
