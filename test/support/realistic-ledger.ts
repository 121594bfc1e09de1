import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Spans as a fleet of services leaves them behind: runs with LLM calls, tools, databases, queues and buckets by botanu,
 * and beside them what OpenTelemetry's own instrumentations record of the same work. The same numbers, the same spans.
 */
export interface RealisticLedger {
  readonly runs: number;
  /** Names a ledger of its own: no span of it is in one by another seed. */
  readonly seed?: number;
}

/** Spans that a run has in all services together. */
export const SPANS_A_RUN = 50;
/** As OpenTelemetry's batch processor hands them over. */
const SPANS_A_LINE = 512;

const START_MS = Date.UTC(2025, 5, 2);
/** Runs start so far apart, and overlap. */
const RUN_EVERY_MS = 1_500;

const SERVICES = ['support-agent', 'retrieval', 'billing-worker'] as const;
const USE_CASES = ['Customer Support', 'Invoice Processing', 'Contract Review', 'Lead Scoring'];
const OUTCOMES = ['success', 'success', 'success', 'success', 'partial', 'failed', undefined];
const CALLS = [
  { provider: 'openai', model: 'gpt-4o-mini', answered: 'gpt-4o-mini-2024-07-18', host: 'api.openai.com' },
  { provider: 'openai', model: 'gpt-4o', answered: 'gpt-4o-2024-08-06', host: 'api.openai.com' },
  {
    provider: 'anthropic',
    model: 'claude-sonnet-4-0',
    answered: 'claude-sonnet-4-20250514',
    host: 'api.anthropic.com',
  },
  { provider: 'gcp.gemini', model: 'gemini-2.5-pro', answered: 'gemini-2.5-pro', host: 'googleapis.com' },
];
const TOOLS = ['search_tickets', 'lookup_customer', 'refund', 'send_email'];
const TABLES = ['tickets', 'customers', 'invoices', 'embeddings'];

type Value = string | number | boolean | readonly string[] | undefined;
type Attributes = Readonly<Record<string, Value>>;

interface Span {
  readonly service: number;
  readonly json: string;
}

/** The lines of the ledger, each with its line break: a line holds spans of one service. */
export function* realisticLines({ runs, seed = 1 }: RealisticLedger): Generator<string> {
  const waiting: string[][] = SERVICES.map(() => []);
  for (let run = 0; run < runs; run++) {
    for (const { service, json } of spansOfRun(run, seed)) {
      const spans = waiting[service]!;
      spans.push(json);
      if (spans.length === SPANS_A_LINE) yield lineOf(service, spans.splice(0));
    }
  }
  for (const [service, spans] of waiting.entries()) if (spans.length > 0) yield lineOf(service, spans);
}

/** Writes the lines to a file of a ledger, and gives its path. */
export function writeRealisticLedger(directory: string, ledger: RealisticLedger): string {
  const path = join(
    directory,
    `spans-20250602T000000Z-1-${(ledger.seed ?? 1).toString(16).padStart(8, '0')}.jsonl`,
  );
  const file = openSync(path, 'wx');
  for (const line of realisticLines(ledger)) writeSync(file, line);
  closeSync(file);
  return path;
}

const lineOf = (service: number, spans: readonly string[]): string =>
  `{"resourceSpans":[{"resource":${RESOURCES[service]!},"scopeSpans":[{"scope":{"name":"botanu","version":"0.1.0"},` +
  `"spans":[${spans.join(',')}]}]}]}\n`;

const RESOURCES = SERVICES.map((service) =>
  JSON.stringify({
    attributes: keyValues({
      'service.name': service,
      'service.version': '2.31.0',
      'deployment.environment.name': 'production',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '2.12.0',
      'process.pid': 4711,
      'host.name': `${service}-7d9f6c5b8-x2x4z`,
    }),
    droppedAttributesCount: 0,
  }),
);

/** Numbers that look random and are the same each time. */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed * 0x9e3779b1) >>> 0 || 1;
  }

  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

function spansOfRun(run: number, seed: number): Span[] {
  const dice = new Dice(seed * 1_000_003 + run + 1);
  return new RunSpans(run, seed, dice).all();
}

class RunSpans {
  private readonly spans: Span[] = [];
  private readonly traceId: string;
  private readonly runId: string;
  private readonly useCase: string;
  private readonly stamp: Attributes;
  private nowMs: number;
  private readonly rootId: string;

  constructor(
    private readonly run: number,
    private readonly seed: number,
    private readonly dice: Dice,
  ) {
    const id = `${hex(seed, 8)}${hex(run, 8)}`;
    this.traceId = `${hex(dice.below(2 ** 32), 8)}${hex(dice.below(2 ** 32), 8)}${id}`;
    this.runId = `01973${hex(seed, 3)}-${hex(run >>> 16, 4)}-7${hex(run & 0xfff, 3)}-8${hex(run >>> 12, 3)}-${hex(run, 12)}`;
    this.useCase = dice.of(USE_CASES);
    this.stamp = {
      'botanu.run_id': this.runId,
      'botanu.use_case': this.useCase,
      'botanu.workflow': `${this.useCase.replaceAll(' ', '')}.handle`,
    };
    this.nowMs = START_MS + run * RUN_EVERY_MS + dice.below(RUN_EVERY_MS);
    this.rootId = this.nextId();
  }

  all(): Span[] {
    const startMs = this.nowMs;
    for (let i = 0; i < 10; i++) this.llmCall();
    for (let i = 0; i < 6; i++) this.tool();
    for (let i = 0; i < 9; i++) this.query();
    for (let i = 0; i < 2; i++) this.message();
    for (let i = 0; i < 2; i++) this.object();
    this.request();
    this.runSpan(startMs);
    return this.spans;
  }

  /** Botanu's span, and below it that of undici. */
  private llmCall(): void {
    const call = this.dice.of(CALLS);
    const input = 400 + this.dice.below(12_000);
    const cached = this.dice.below(3) === 0 ? Math.floor(input / 2) : undefined;
    const failed = this.dice.below(40) === 0;
    const id = this.add(
      0,
      {
        name: `chat ${call.model}`,
        kind: 3,
        durationMs: 300 + this.dice.below(4000),
        errorType: failed ? '429' : undefined,
      },
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': call.provider,
        'gen_ai.request.model': call.model,
        'botanu.vendor': call.provider,
        'server.address': call.host,
        'server.port': 443,
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.max_tokens': 1024,
        ...(!failed && {
          'gen_ai.response.id': `chatcmpl-${hex(this.run, 8)}${hex(this.spans.length, 4)}`,
          'gen_ai.response.model': call.answered,
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.usage.input_tokens': input,
          'gen_ai.usage.output_tokens': 20 + this.dice.below(900),
          'gen_ai.usage.cache_read.input_tokens': cached,
          'botanu.usage.cached_tokens': cached,
          'botanu.usage.cache_read_tokens': cached,
          'openai.response.service_tier': call.provider === 'openai' ? 'default' : undefined,
        }),
      },
    );
    this.add(
      0,
      { name: 'POST', kind: 3, durationMs: 280, parentId: id },
      {
        'http.request.method': 'POST',
        'http.request.method_original': 'POST',
        'url.full': `https://${call.host}/v1/chat/completions`,
        'url.path': '/v1/chat/completions',
        'url.query': '',
        'url.scheme': 'https',
        'server.address': call.host,
        'server.port': 443,
        'network.peer.address': '104.18.6.192',
        'network.peer.port': 443,
        'http.response.status_code': failed ? 429 : 200,
        'http.response.header.content-length': input,
      },
    );
  }

  private tool(): void {
    const tool = this.dice.of(TOOLS);
    this.add(
      0,
      { name: `execute_tool ${tool}`, kind: 1, durationMs: 40 + this.dice.below(300) },
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool,
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': `call_${hex(this.dice.below(2 ** 32), 8)}`,
        'botanu.tool.success': true,
        'botanu.tool.items_returned': this.dice.below(50),
        'botanu.tool.duration_ms': 41.25,
      },
    );
  }

  /** Botanu's span, and below it that of the driver's instrumentation, by the older names. */
  private query(): void {
    const table = this.dice.of(TABLES);
    const rows = this.dice.below(200);
    const id = this.add(
      1,
      { name: `SELECT ${table}`, kind: 3, durationMs: 3 + this.dice.below(40) },
      {
        'db.system.name': 'postgresql',
        'db.system': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.operation': 'SELECT',
        'db.namespace': 'support',
        'db.name': 'support',
        'db.collection.name': table,
        'botanu.vendor': 'postgresql',
        'db.response.returned_rows': rows,
        'botanu.data.rows_returned': rows,
        'botanu.data.duration_ms': 12.5,
      },
    );
    this.add(
      1,
      { name: 'pg.query:SELECT support', kind: 3, durationMs: 2, parentId: id },
      {
        'db.system': 'postgresql',
        'db.name': 'support',
        'db.connection_string': 'postgresql://db.internal:5432/support',
        'net.peer.name': 'db.internal',
        'net.peer.port': 5432,
        'db.user': 'support',
        'db.statement': `SELECT id, subject, status, created_at FROM ${table} WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 50`,
      },
    );
  }

  private message(): void {
    this.add(
      2,
      { name: 'publish ticket-events', kind: 4, durationMs: 6 },
      {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
        'messaging.operation': 'publish',
        'messaging.destination.name': 'ticket-events',
        'botanu.vendor': 'kafka',
        'messaging.message.body.size': 800 + this.dice.below(2000),
        'botanu.messaging.message_count': 1,
        'botanu.messaging.bytes_transferred': 800,
        'botanu.messaging.duration_ms': 5.5,
      },
    );
  }

  private object(): void {
    const bytes = 10_000 + this.dice.below(1_000_000);
    this.add(
      2,
      { name: 'GET transcripts', kind: 3, durationMs: 30 },
      {
        'botanu.storage.system': 's3',
        'botanu.storage.operation': 'GET',
        'botanu.storage.bucket': 'transcripts',
        'botanu.vendor': 's3',
        'rpc.system': 'aws-api',
        'rpc.method': 'GetObject',
        'aws.s3.bucket': 'transcripts',
        'botanu.data.objects_count': 1,
        'botanu.data.bytes_read': bytes,
        'botanu.storage.duration_ms': 29.75,
      },
    );
  }

  private request(): void {
    this.add(
      0,
      { name: 'POST /tickets/:id/answer', kind: 2, durationMs: 20 },
      {
        'http.request.method': 'POST',
        'http.route': '/tickets/:id/answer',
        'url.path': `/tickets/${this.run}/answer`,
        'url.scheme': 'https',
        'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
        'http.response.status_code': 200,
      },
    );
  }

  private runSpan(startMs: number): void {
    const outcome = this.dice.of(OUTCOMES);
    const customer = `customer-${this.dice.below(400)}`;
    this.add(
      0,
      {
        name: `botanu.run/${this.useCase}`,
        kind: 2,
        id: this.rootId,
        startMs,
        durationMs: this.nowMs - startMs,
        parentId: null,
      },
      {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.workflow.name': this.useCase,
        'botanu.root_run_id': this.runId,
        'botanu.attempt': 1,
        'botanu.run.start_time': new Date(startMs).toISOString(),
        'botanu.environment': 'production',
        'botanu.workflow.version': 'v:3f9a0c1b2d4e',
        'botanu.tenant_id': `tenant-${this.dice.below(12)}`,
        'botanu.customer_id': customer,
        'botanu.team': 'support',
        'botanu.region': 'eu-central-1',
        'botanu.run.duration_ms': this.nowMs - startMs,
        'botanu.outcome.status': outcome,
        'botanu.outcome': outcome,
        'botanu.outcome.value_type': outcome === 'success' ? 'tickets_resolved' : undefined,
        'botanu.outcome.value_amount': outcome === 'success' ? 1 : undefined,
      },
    );
  }

  private add(
    service: number,
    span: {
      readonly name: string;
      readonly kind: number;
      readonly durationMs: number;
      readonly startMs?: number;
      readonly id?: string;
      readonly parentId?: string | null;
      readonly errorType?: string | undefined;
    },
    attributes: Attributes,
  ): string {
    const { name, kind, durationMs, startMs = this.nowMs, id = this.nextId(), errorType } = span;
    const parentId = span.parentId === undefined ? this.rootId : span.parentId;
    if (span.id === undefined) this.nowMs += 15;
    const json = JSON.stringify({
      traceId: this.traceId,
      spanId: id,
      parentSpanId: parentId ?? undefined,
      name,
      kind,
      startTimeUnixNano: nanos(startMs),
      endTimeUnixNano: nanos(startMs + durationMs),
      attributes: keyValues({ ...this.stamp, ...attributes, 'error.type': errorType }),
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      status: { code: errorType === undefined ? 0 : 2 },
      links: [],
      droppedLinksCount: 0,
      flags: 257,
    });
    this.spans.push({ service, json });
    return id;
  }

  private made = 0;

  private nextId(): string {
    return `${hex(this.seed, 4)}${hex(this.run, 8)}${hex(this.made++, 4)}`;
  }
}

const hex = (value: number, digits: number): string =>
  (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);

const nanos = (ms: number): string => `${ms}123456`;

function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: Exclude<Value, undefined>): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: value };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}
