// What botanu costs beside the same spans written by hand: `npm run bench`. Ratios are what counts; times only
// say the order of size. Run nothing else meanwhile.
import { execFileSync, spawnSync } from 'node:child_process';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { BotanuSpanProcessor } from 'botanu';
import { compare, type Comparison, median } from './compare';
import { Decorated } from './decorated';
import { HandWritten, runStamper } from './hand-written';
import { read, type Subject } from './workload';

const SECONDS = 5;

/** Each in a process of its own: what an engine has learnt from one would tell in the next. */
const WORKLOADS: Record<string, () => Promise<Comparison>> = {
  'one LLM call, nothing registered': () => {
    const handWritten = new HandWritten(trace.getTracer('hand-written'));
    const decorated = new Decorated();
    const between = () => Promise.resolve();
    const calls = { calls: 200, seconds: SECONDS, between };
    return compare(
      () => handWritten.llmCall(),
      () => decorated.llmCall(),
      calls,
    );
  },
  'one LLM call (1 span)': () => recorded(100, (subject) => subject.llmCall()),
  'one streamed LLM call of 100 chunks (1 span)': () =>
    recorded(20, (subject) => read(subject.streamedCall())),
  'one run (11 spans)': () => recorded(10, (subject) => subject.run()),
};

function recorded(calls: number, call: (subject: Subject) => Promise<unknown>): Promise<Comparison> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const theirs = pipeline(runStamper);
  const ours = pipeline(new BotanuSpanProcessor());
  trace.setGlobalTracerProvider(ours);
  const handWritten = new HandWritten(theirs.getTracer('hand-written'));
  const decorated = new Decorated();
  const between = () => Promise.all([theirs.forceFlush(), ours.forceFlush()]);
  return compare(
    () => call(handWritten),
    () => call(decorated),
    { calls, seconds: SECONDS, between },
  );
}

async function main(workload: string | undefined): Promise<void> {
  if (workload !== undefined) {
    process.stdout.write(JSON.stringify(await WORKLOADS[workload]?.()));
    return;
  }
  const rows = Object.keys(WORKLOADS).map((name): [string, Comparison] => {
    const args = [...process.execArgv, __filename, name];
    return [name, JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Comparison];
  });
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

void main(process.argv[2]);
