// What botanu costs beside the same spans written by hand: `npm run bench`. Ratios are what counts; times only
// say the order of size. Run nothing else meanwhile.
import { spawnSync } from 'node:child_process';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { BotanuSpanProcessor } from 'botanu';
import { compare, type Comparison, median } from './compare';
import { Decorated } from './decorated';
import { HandWritten, runStamper } from './hand-written';

const SECONDS = 5;

async function main(): Promise<void> {
  const decorated = new Decorated();
  const rows: [string, Comparison][] = [];

  const unregistered = new HandWritten(trace.getTracer('hand-written'));
  const nothing = { calls: 200, seconds: SECONDS, between: () => Promise.resolve() };
  rows.push([
    'one LLM call, nothing registered',
    await compare(
      () => unregistered.llmCall(),
      () => decorated.llmCall(),
      nothing,
    ),
  ]);

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const theirs = pipeline(runStamper);
  const ours = pipeline(new BotanuSpanProcessor());
  trace.setGlobalTracerProvider(ours);
  const handWritten = new HandWritten(theirs.getTracer('hand-written'));
  const recorded = (calls: number) => ({
    calls,
    seconds: SECONDS,
    between: () => Promise.all([theirs.forceFlush(), ours.forceFlush()]),
  });
  rows.push([
    'one LLM call (1 span)',
    await compare(
      () => handWritten.llmCall(),
      () => decorated.llmCall(),
      recorded(100),
    ),
  ]);
  rows.push([
    'one run (11 spans)',
    await compare(
      () => handWritten.run(),
      () => decorated.run(),
      recorded(10),
    ),
  ]);

  console.log(table(rows));
  console.log(importCost());
}

/** Batches, as in production, into an exporter that is done at once. */
function pipeline(processor: SpanProcessor): TracerProvider {
  const exporter = {
    export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: () => Promise.resolve(),
  };
  return new TracerProvider({ spanProcessors: [processor, new BatchSpanProcessor({ exporter })] });
}

function table(rows: [string, Comparison][]): string {
  const lines = rows.map(
    ([name, { handWrittenNs, botanuNs, timeRatio, bytesRatio }]) =>
      `| ${name} | ${us(handWrittenNs)} | ${us(botanuNs)} | ${timeRatio.toFixed(2)} | ${bytesRatio.toFixed(2)} |`,
  );
  return [
    `Node ${process.version}, medians of ${SECONDS} s each`,
    '',
    '| | hand-written | botanu | time ratio | bytes ratio |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n');
}

const us = (ns: number): string => `${(ns / 1000).toFixed(2)} us`;

/** Of whole processes that only import. */
function importCost(): string {
  const times = { dependencies: [] as number[], botanu: [] as number[] };
  const timed = (code: string): number => {
    const started = performance.now();
    spawnSync(process.execPath, ['-e', code], { stdio: 'inherit' });
    return performance.now() - started;
  };
  for (let i = 0; i < 21; i++) {
    times.dependencies.push(timed("require('@opentelemetry/api'); require('reflect-metadata')"));
    times.botanu.push(timed("require('botanu')"));
  }
  const extra = median(times.botanu.map((ms, i) => ms - times.dependencies[i]!));
  return `\nimporting botanu: ${extra.toFixed(1)} ms more than importing its two dependencies (median of 21 processes)`;
}

void main();
