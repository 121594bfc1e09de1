import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { JsonLinesExporter } from '../../../src/export/json-lines-exporter';
import type { ReadableSpan } from '../../../src/export/readable-span';

/** Of batches that are delivered twice, as by a retry whose first try came through. */
const REDELIVERED = 0.1;

/** Exports batch after batch to a ledger until it is killed, and prints when they ended, and the ids, of each that was acknowledged. */
const [directory, maxFileBytes] = process.argv.slice(2) as [string, string];
const exporter = new JsonLinesExporter({ directory, maxFileBytes: Number(maxFileBytes) });

const resource = { attributes: { 'service.name': 'writer' } };
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

function span(traceId: string, seconds: number): ReadableSpan {
  const context = { traceId, spanId: hex(8), traceFlags: 1 };
  return {
    name: 'chat gpt-4o-mini',
    kind: SpanKind.CLIENT,
    spanContext: () => context,
    startTime: [seconds, 0],
    endTime: [seconds, 1000],
    status: { code: SpanStatusCode.UNSET },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
    },
    links: [],
    events: [],
    resource,
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function exportBatch(): void {
  const traceId = hex(16);
  const endedMs = Math.floor(Date.now() / 1000) * 1000;
  const spans = Array.from({ length: 1 + Math.floor(Math.random() * 250) }, () =>
    span(traceId, endedMs / 1000),
  );
  exporter.export(spans, ({ code }) => {
    if (code === 0) writeSync(1, `${[endedMs, ...spans.map((one) => one.spanContext().spanId)].join(' ')}\n`);
  });
  if (Math.random() < REDELIVERED) exporter.export(spans, () => undefined);
  setImmediate(exportBatch);
}
exportBatch();
