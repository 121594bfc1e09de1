import { TraceFlags } from '@opentelemetry/api';
import { TraceIdRatioBasedSampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { join } from 'node:path';
import { Collector } from '../../support/collector';
import { ledgerSpans, type OtlpSpan, spansIn } from '../../support/ledger-spans';
import { TwoServices, type TwoServicesResult } from './two-services';

jest.setTimeout(240_000);

const RUNS = 300;
const RATIO = 0.1;
/** Five standard deviations to either side of 300 × 0.1: outside of it one time in a million. */
const BOUNDS = [5, 56] as const;
const SPANS_A_RUN = 3;

let theirs: Collector;
let ours: Collector;
let result: TwoServicesResult;
const services = new TwoServices();
beforeAll(async () => {
  theirs = await new Collector().start();
  ours = await new Collector().start();
  result = await services.run({
    runs: RUNS,
    ratio: RATIO,
    botanu: 'ledger',
    env: {
      BOTANU_COLLECTOR_ENDPOINT: ours.url,
      BOTANU_LEDGER: 'on',
      OTEL_EXPORTER_OTLP_ENDPOINT: theirs.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
});
afterAll(async () => {
  services.remove();
  await Promise.all([theirs.stop(), ours.stop()]);
});

const ledgerOf = (service: 'caller' | 'called'): OtlpSpan[] =>
  ledgerSpans(join(result.directories[service], '.botanu'));
const inRuns = (spans: OtlpSpan[]): OtlpSpan[] => spans.filter((span) => runOf(span) !== undefined);
const runOf = ({ attributes }: OtlpSpan): unknown =>
  attributes.find(({ key }) => key === 'botanu.run_id')?.value.stringValue;
function grouped<K>(spans: OtlpSpan[], keyOf: (span: OtlpSpan) => K): Map<K, OtlpSpan[]> {
  const groups = new Map<K, OtlpSpan[]>();
  for (const span of spans) groups.set(keyOf(span), [...(groups.get(keyOf(span)) ?? []), span]);
  return groups;
}
const tracesOf = (spans: OtlpSpan[]): Map<string, OtlpSpan[]> => grouped(spans, ({ traceId }) => traceId);
const exported = (): OtlpSpan[] =>
  theirs.at('/v1/traces').flatMap(({ body }) => spansIn(JSON.parse(body.toString())));

const sampler = new TraceIdRatioBasedSampler(RATIO);
const isTheirs = (traceId: string): boolean =>
  sampler.shouldSample({}, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;

it.each(['caller', 'called'] as const)('every run is whole in the ledger of the service: %s', (service) => {
  const runs = grouped(inRuns(ledgerOf(service)), runOf);
  expect(runs.size).toBe(RUNS);
  for (const spans of runs.values()) expect(spans).toHaveLength(SPANS_A_RUN);
});

it('both services know the same runs', () => {
  expect(new Set(inRuns(ledgerOf('called')).map(runOf))).toEqual(
    new Set(inRuns(ledgerOf('caller')).map(runOf)),
  );
});

it('and every span of them reaches botanu’s endpoint', () => {
  const sent = Buffer.concat(ours.at('/v1/traces').map(({ body }) => body));
  const all = [...inRuns(ledgerOf('caller')), ...inRuns(ledgerOf('called'))];
  expect(all).toHaveLength(2 * SPANS_A_RUN * RUNS);
  expect(all.filter(({ spanId }) => !sent.includes(Buffer.from(spanId, 'hex')))).toEqual([]);
});

it('the services’ own exporters get their share of the traces, whole, and no span more', () => {
  const all = tracesOf([...inRuns(ledgerOf('caller')), ...inRuns(ledgerOf('called'))]);
  const expectedIds = [...all.keys()].filter(isTheirs).sort();
  const traces = tracesOf(inRuns(exported()));
  expect([...traces.keys()].sort()).toEqual(expectedIds);
  for (const spans of traces.values()) expect(spans).toHaveLength(2 * SPANS_A_RUN);
  expect(traces.size).toBeGreaterThanOrEqual(BOUNDS[0]);
  expect(traces.size).toBeLessThanOrEqual(BOUNDS[1]);
});

it('what is outside of runs is sampled as before, for both', () => {
  const ticks = (spans: OtlpSpan[]): string[] =>
    spans.flatMap(({ name, spanId }) => (name === 'tick' ? [spanId] : [])).sort();
  const theirTicks = ticks(exported());
  expect(ticks(ledgerOf('caller'))).toEqual(theirTicks);
  expect(theirTicks.length).toBeGreaterThanOrEqual(BOUNDS[0]);
  expect(theirTicks.length).toBeLessThanOrEqual(BOUNDS[1]);
});

it('a span says whether it was sampled', () => {
  for (const span of [...ledgerOf('caller'), ...ledgerOf('called')])
    expect((span.flags & TraceFlags.SAMPLED) !== 0).toBe(isTheirs(span.traceId));
});

it('nothing was lost, and nothing is said', () => {
  expect(result.stderr).toBe('');
});
