import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Noon of a day whose prices are history. */
export const NOON_MS = Date.UTC(2025, 5, 2, 12);

type AttributeValue = string | number | boolean;
type Attributes = Record<string, AttributeValue | undefined>;

export interface SpanFields {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string | undefined;
  readonly name?: string;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly attributes?: Attributes;
  readonly failed?: boolean;
}

let made = 0;
const nextId = (digits: number): string => (++made).toString(16).padStart(digits, '0');

/** A span as OTLP's JSON has it, with ids of its own. */
export const otlpSpan = (fields: SpanFields = {}) => ({
  traceId: fields.traceId ?? nextId(32),
  spanId: fields.spanId ?? nextId(16),
  ...(fields.parentSpanId === undefined ? {} : { parentSpanId: fields.parentSpanId }),
  name: fields.name ?? 'span',
  kind: 1,
  startTimeUnixNano: `${fields.startMs ?? NOON_MS}000000`,
  endTimeUnixNano: `${fields.endMs ?? (fields.startMs ?? NOON_MS) + 10}000000`,
  attributes: keyValues(fields.attributes ?? {}),
  status: { code: fields.failed ? 2 : 0 },
});

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );

function anyValue(value: AttributeValue) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: value };
}

export interface RunFields {
  readonly run: string;
  readonly parent?: string;
  readonly useCase?: string;
  readonly outcome?: string;
  readonly event?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string | undefined;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly more?: Attributes;
}

/** The span of a run itself. */
export const runSpan = ({ run, parent, useCase = 'Support', outcome, event, more, ...span }: RunFields) =>
  otlpSpan({
    name: `botanu.run/${useCase}`,
    ...span,
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      'botanu.run_id': run,
      'botanu.parent_run_id': parent,
      'botanu.use_case': useCase,
      'botanu.event_id': event,
      'botanu.outcome.status': outcome,
      'botanu.outcome': outcome,
      ...more,
    },
  });

export interface LlmFields {
  readonly run?: string;
  readonly useCase?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly costUsd?: number;
  readonly failed?: boolean;
  readonly operation?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string | undefined;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly more?: Attributes;
}

/** The span of an LLM call. */
export const llmSpan = ({ traceId, spanId, parentSpanId, startMs, endMs, ...fields }: LlmFields) =>
  otlpSpan({
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...(startMs === undefined ? {} : { startMs }),
    ...(endMs === undefined ? {} : { endMs }),
    name: `${fields.operation ?? 'chat'} ${fields.model ?? 'gpt-4o-mini'}`,
    failed: fields.failed ?? false,
    attributes: {
      'gen_ai.operation.name': fields.operation ?? 'chat',
      'gen_ai.provider.name': fields.provider ?? 'openai',
      'gen_ai.request.model': fields.model ?? 'gpt-4o-mini',
      'gen_ai.usage.input_tokens': fields.input,
      'gen_ai.usage.output_tokens': fields.output,
      'gen_ai.usage.cost': fields.costUsd,
      'botanu.run_id': fields.run,
      'botanu.use_case': fields.useCase,
      ...fields.more,
    },
  });

export interface LateOutcomeFields {
  readonly run?: string;
  readonly event?: string;
  readonly status: string;
  readonly key?: string;
  readonly atMs: number;
  readonly value?: readonly [type: string, amount: number];
}

/** What `recordOutcome` writes. */
export const lateOutcomeSpan = ({ run, event, status, key, atMs, value }: LateOutcomeFields) =>
  otlpSpan({
    name: 'botanu.outcome',
    startMs: atMs,
    endMs: atMs,
    attributes: {
      'botanu.run_id': run,
      'botanu.event_id': event,
      'botanu.outcome.status': status,
      'botanu.outcome': status,
      'botanu.outcome.key': key,
      'botanu.outcome.value_type': value?.[0],
      'botanu.outcome.value_amount': value?.[1],
    },
  });

/** One exported batch, as a line with its line break. */
export const otlpLine = (...spans: object[]): string => otlpLineOf('support-agent', ...spans);

/** One exported batch of spans by these names. */
export const namedLine = (...names: string[]): string => otlpLine(...names.map((name) => otlpSpan({ name })));

/** One exported batch of a service. */
export const otlpLineOf = (service: string, ...spans: object[]): string =>
  madeLine({ service, scope: 'botanu' }, spans);

/** The same of another instrumentation. */
export const otlpLineBy = (scope: string, ...spans: object[]): string =>
  madeLine({ service: 'support-agent', scope }, spans);

const madeLine = ({ service, scope }: { service: string; scope: string }, spans: object[]): string =>
  `${JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues({ 'service.name': service }) },
        scopeSpans: [{ scope: { name: scope }, spans }],
      },
    ],
  })}\n`;

/** A new directory with files in it; those whose names end in `.gz` are compressed. */
export function ledgerDirectory(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), 'botanu-ledger-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return directory;
}
