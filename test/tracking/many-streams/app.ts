import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { trackLlmCall } from 'botanu';
import { Stream } from 'openai/streaming';

/** Reads many streams at once, leaves some and drops others; prints what became of their spans and of the heap. */
const STREAMS = 10_000;
const WARM_UP = 500;
const AT_ONCE = 50;
const CHUNKS = 500;

async function* chunks(count: number): AsyncGenerator<object> {
  for (let i = 1; i <= count; i++) {
    const last = i === count;
    yield {
      object: 'chat.completion.chunk',
      id: 'chatcmpl-1',
      model: 'gpt-4o-mini',
      choices: last ? [] : [{ index: 0, delta: { content: ' word' }, finish_reason: null }],
      usage: last ? { prompt_tokens: 10, completion_tokens: count } : null,
    };
  }
}

const streamOf = (count: number): Stream<object> =>
  trackLlmCall(
    { provider: 'openai', model: 'gpt-4o-mini' },
    () => new Stream(() => chunks(count), new AbortController()),
  );

/** To the end, by leaving the loop, or by dropping the iterator in the middle. */
async function use(stream: Stream<object>, kind: number): Promise<void> {
  if (kind === 0) {
    for await (const _ of stream);
    return;
  }
  let read = 0;
  if (kind === 1) {
    for await (const _ of stream) if (++read === CHUNKS / 2) return;
  }
  const iterator = stream[Symbol.asyncIterator]();
  while (++read < CHUNKS / 2) await iterator.next();
}

async function useMany(streams: number): Promise<void> {
  for (let i = 0; i < streams; i += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, j) => use(streamOf(CHUNKS), (i + j) % 3)));
}

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc!();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}

export interface Report {
  readonly started: number;
  readonly ended: Record<string, number>;
  /** Ended with the provider's own counts. */
  readonly counted: number;
  readonly heapGrowthBytes: number;
  /** In the middle of one long stream. */
  readonly longStreamGrowthBytes: number;
}

async function main(): Promise<void> {
  let started = 0;
  let counted = 0;
  const ended: Record<string, number> = {};
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [
        {
          onStart: () => started++,
          onEnd({ attributes }: ReadableSpan) {
            const status = String(attributes['botanu.operation.status'] ?? 'done');
            ended[status] = (ended[status] ?? 0) + 1;
            if (attributes['gen_ai.usage.output_tokens'] === CHUNKS) counted++;
          },
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    }),
  );
  await useMany(WARM_UP);
  const heap = await heapBytes();
  await useMany(STREAMS - WARM_UP);
  const heapGrowthBytes = (await heapBytes()) - heap;

  let read = 0;
  let long = 0;
  for await (const _ of streamOf(100_000)) {
    read += 1;
    if (read === 1_000) long = await heapBytes();
    if (read === 99_000) long = (await heapBytes()) - long;
  }
  const report: Report = { started, ended, counted, heapGrowthBytes, longStreamGrowthBytes: long };
  process.stdout.write(JSON.stringify(report));
}

void main();
