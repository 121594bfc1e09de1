import { diag, DiagLogLevel } from '@opentelemetry/api';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableSpan } from '../../src/export/readable-span';
import type { ExportResult, SpanExporter } from '../../src/export/span-exporter';
import { SpoolingExporter } from '../../src/export/spooling-exporter';
import { finishedSpans } from '../support/finished-spans';

/** An endpoint that never answers. */
class Silent implements SpanExporter {
  readonly batches: ReadableSpan[][] = [];

  export(spans: ReadableSpan[]): void {
    this.batches.push(spans);
  }

  async shutdown(): Promise<void> {}
}

let parent: string;
let said: string;
let exporter: SpoolingExporter;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  said = '';
  const say = (...words: unknown[]): void => void (said += `${words.join(' ')}\n`);
  const logger = { error: say, warn: say, info: say, debug: () => {}, verbose: () => {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
});
afterEach(() => {
  exporter.leave();
  rmSync(parent, { recursive: true, force: true });
  diag.disable();
});

const spoolingIn = (directory: string): SpoolingExporter =>
  new SpoolingExporter(new Silent(), {
    directory,
    maxBytes: 10_000_000,
    exportTimeoutMillis: 30_000,
    endpoint: 'http://nowhere',
  });

it('a disk that took nothing is not asked anew for each span, but is at the end', () => {
  const inTheWay = join(parent, 'file');
  writeFileSync(inTheWay, '');
  exporter = spoolingIn(join(inTheWay, 'spool'));
  const results: ExportResult[] = [];
  let written = 0;
  const [span] = finishedSpans(1);
  const counting = new Proxy(span!, {
    get: (target, key) => {
      if (key === 'events') written += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  exporter.export([counting], (result) => results.push(result));
  for (let i = 0; i < 100; i++) expect(exporter.writeDown()).toBe(false);
  expect(written).toBe(1);
  rmSync(inTheWay);
  exporter.leave();
  expect(results).toEqual([{ code: 0, isSpooled: true }]);
});

it('writes down what is under way before what comes after it', async () => {
  exporter = spoolingIn(join(parent, 'spool'));
  const order: number[] = [];
  exporter.export(finishedSpans(1), () => order.push(1));
  exporter.export(finishedSpans(2), () => order.push(2));
  while (order.length < 2) await new Promise((next) => setTimeout(next, 5));
  expect(order).toEqual([1, 2]);
});
