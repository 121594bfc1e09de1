import { metrics } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import {
  runUseCase,
  trackDbOperation,
  trackLlmCall,
  trackMessagingOperation,
  trackStorageOperation,
  trackToolCall,
} from 'botanu';
import {
  attributesOfPoints,
  bucketsOf,
  countsOfPoints,
  type Metrics,
  startMetrics,
} from '../support/metrics';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
let meters: Metrics;
beforeEach(() => {
  meters = startMetrics();
  telemetry = startTelemetry();
});
afterEach(async () => {
  await meters.stop();
  await telemetry.stop();
  restoreSettings();
});

const completion = {
  object: 'chat.completion',
  id: 'chatcmpl-1',
  model: 'gpt-4o-2024',
  choices: [],
  usage: { prompt_tokens: 100, completion_tokens: 20 },
};
const fails = (): never => {
  throw Object.assign(new RangeError('x'), { status: 429 });
};
const swallow = (fn: () => unknown): void => {
  try {
    fn();
  } catch {
    // The metrics of a failure are looked at, not the failure.
  }
};

/** One of everything, and one failure of everything. */
function useEverything(): void {
  const details = { tenantId: 'tenant', customerId: 'customer', eventId: 'event', workflow: 'w' };
  const each = (body: () => unknown): void => {
    trackLlmCall({ provider: 'azure_openai', model: 'gpt-4o', clientRequestId: 'c' }, () => {
      body();
      return structuredClone(completion);
    });
    trackToolCall({ name: 'look_up', toolCallId: 'call' }, body);
    trackDbOperation({ system: 'mssql', operation: 'select', database: 'd', table: 't', schema: 's' }, body);
    trackMessagingOperation({ system: 'sqs', operation: 'publish', destination: 'q' }, body);
    trackStorageOperation({ system: 's3', operation: 'get', bucket: 'b' }, body);
  };
  runUseCase({ useCase: 'Support', ...details }, () => each(() => 1));
  swallow(() => runUseCase({ useCase: 'Support', ...details }, fails));
  swallow(() => trackLlmCall({ provider: 'azure_openai', model: 'gpt-4o' }, fails));
  swallow(() => trackToolCall({ name: 'look_up' }, fails));
  swallow(() => trackDbOperation({ system: 'mssql', operation: 'select' }, fails));
  swallow(() => trackMessagingOperation({ system: 'sqs', operation: 'publish' }, fails));
}

const LLM = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'azure.ai.openai',
  'gen_ai.request.model': 'gpt-4o',
};
const RESPONSE = { 'gen_ai.response.model': 'gpt-4o-2024' };
const DB = { 'db.system.name': 'microsoft.sql_server', 'db.operation.name': 'SELECT' };
const MESSAGING = {
  'messaging.system': 'aws_sqs',
  'messaging.operation.name': 'publish',
  'messaging.operation.type': 'send',
};
const RUN = { 'botanu.use_case': 'Support', 'botanu.environment': 'production' };

const POWERS_OF_TWO_S = Array.from({ length: 14 }, (_, i) => 0.01 * 2 ** i);
const POWERS_OF_FOUR = Array.from({ length: 14 }, (_, i) => 4 ** i);

describe.each<[name: string, type: DataPointType, unit: string, attributes: object[], buckets?: number[]]>([
  [
    'gen_ai.client.token.usage',
    DataPointType.HISTOGRAM,
    '{token}',
    [
      { ...LLM, ...RESPONSE, 'gen_ai.token.type': 'input' },
      { ...LLM, ...RESPONSE, 'gen_ai.token.type': 'output' },
    ],
    POWERS_OF_FOUR,
  ],
  [
    'gen_ai.client.operation.duration',
    DataPointType.HISTOGRAM,
    's',
    [
      { ...LLM, ...RESPONSE },
      { ...LLM, 'error.type': '429' },
    ],
    POWERS_OF_TWO_S,
  ],
  [
    'botanu.gen_ai.attempts',
    DataPointType.SUM,
    '{attempt}',
    [
      { ...LLM, status: 'success' },
      { ...LLM, status: 'failed' },
    ],
  ],
  [
    'botanu.tool.duration',
    DataPointType.HISTOGRAM,
    's',
    [
      { 'gen_ai.tool.name': 'look_up', status: 'success' },
      { 'gen_ai.tool.name': 'look_up', status: 'failed' },
    ],
  ],
  [
    'botanu.tool.executions',
    DataPointType.SUM,
    '{execution}',
    [
      { 'gen_ai.tool.name': 'look_up', status: 'success' },
      { 'gen_ai.tool.name': 'look_up', status: 'failed' },
    ],
  ],
  [
    'db.client.operation.duration',
    DataPointType.HISTOGRAM,
    's',
    [
      { ...DB, 'db.namespace': 'd', 'db.collection.name': 't' },
      { ...DB, 'error.type': '429' },
    ],
    [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  ],
  [
    'messaging.client.operation.duration',
    DataPointType.HISTOGRAM,
    's',
    [
      { ...MESSAGING, 'messaging.destination.name': 'q' },
      { ...MESSAGING, 'error.type': '429' },
    ],
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  ],
  [
    'botanu.run.duration',
    DataPointType.HISTOGRAM,
    's',
    [
      { ...RUN, status: 'success' },
      { ...RUN, status: 'failed' },
    ],
  ],
  [
    'botanu.run.outcomes',
    DataPointType.SUM,
    '{run}',
    [
      { ...RUN, status: 'success' },
      { ...RUN, status: 'failed' },
    ],
  ],
])('%s', (name, type, unit, attributes, buckets) => {
  let metric: MetricData | undefined;
  beforeEach(async () => {
    useEverything();
    metric = (await meters.collect()).get(name);
  });

  it('has its unit, its kind and its buckets', () => {
    expect(metric?.descriptor).toMatchObject({ name, unit });
    expect(metric?.dataPointType).toBe(type);
    if (buckets !== undefined) expect(bucketsOf(metric)).toEqual(buckets);
  });

  it('is recorded once a call, with these attributes and no others', () => {
    expect(attributesOfPoints(metric)).toEqual(attributes);
    expect(countsOfPoints(metric)).toEqual(attributes.map(() => 1));
  });
});

it('is measured in seconds, and counts tokens', async () => {
  await trackLlmCall({ provider: 'openai', model: 'gpt-4o' }, async (llm) => {
    llm.setTokens({ inputTokens: 1_000, outputTokens: 50 });
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const all = await meters.collect();
  const sums = (name: string) => all.get(name)!.dataPoints.map(({ value }) => (value as { sum: number }).sum);
  expect(sums('gen_ai.client.token.usage')).toEqual([1_000, 50]);
  expect(sums('gen_ai.client.operation.duration')[0]).toBeGreaterThanOrEqual(0.019);
  expect(sums('gen_ai.client.operation.duration')[0]).toBeLessThan(2);
});

it('has no unbounded value among its attributes', async () => {
  useEverything();
  const keys = new Set<string>();
  for (const metric of (await meters.collect()).values()) {
    for (const attributes of attributesOfPoints(metric))
      Object.keys(attributes).forEach((key) => keys.add(key));
  }
  for (const key of keys)
    expect(key).not.toMatch(/run_id|event_id|customer|tenant|request_id|call\.id|workflow/);
  expect(keys.size).toBeGreaterThan(10);
});

it('has the table that was known only during the call', async () => {
  trackDbOperation({ system: 'postgresql', operation: 'select', table: 'orders' }, (db) =>
    db.setTable('refunds'),
  );
  const points = attributesOfPoints((await meters.collect()).get('db.client.operation.duration'));
  expect(points).toMatchObject([{ 'db.collection.name': 'refunds' }]);
});

it('has nothing of a call in that of the next', async () => {
  const find = (table?: string): unknown =>
    trackDbOperation({ system: 'postgresql', operation: 'find' }, (db) => table && db.setTable(table));
  ['a', undefined, 'b'].forEach(find);
  const points = attributesOfPoints((await meters.collect()).get('db.client.operation.duration'));
  expect(points.map((point) => point['db.collection.name'])).toEqual(['a', undefined, 'b']);
});

it('counts a tool that says that it failed as failed', async () => {
  trackToolCall({ name: 't' }, (tool) => tool.setResult({ success: false }));
  const all = await meters.collect();
  for (const name of ['botanu.tool.executions', 'botanu.tool.duration'])
    expect(attributesOfPoints(all.get(name))).toEqual([{ 'gen_ai.tool.name': 't', status: 'failed' }]);
});

it('counts a call that was left before its end as canceled', async () => {
  const generator = trackToolCall({ name: 't' }, function* () {
    yield 1;
    yield 2;
  });
  for (const _ of generator) break;
  const all = await meters.collect();
  expect(attributesOfPoints(all.get('botanu.tool.executions'))).toEqual([
    { 'gen_ai.tool.name': 't', status: 'canceled' },
  ]);
});

it('is recorded for what no span is recorded of', async () => {
  await telemetry.stop();
  const own = meters;
  meters = startMetrics();
  telemetry = startTelemetry({ sampler: new AlwaysOffSampler() });
  useEverything();
  const all = await meters.collect();
  expect(telemetry.spans()).toEqual([]);
  expect(all.size).toBe(9);
  expect(countsOfPoints(all.get('gen_ai.client.token.usage'))).toEqual([1, 1]);
  await own.stop();
});

it('is not recorded where metrics are off', async () => {
  changeSettings({ metrics: false });
  useEverything();
  expect((await meters.collect()).size).toBe(0);
  expect(telemetry.spans().length).toBeGreaterThan(5);
});

it('is not recorded where no meter provider is registered', async () => {
  metrics.disable();
  useEverything();
  expect((await meters.collect()).size).toBe(0);
});
