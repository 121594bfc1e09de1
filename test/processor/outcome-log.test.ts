import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { BotanuSpanProcessor, emitOutcome, recordOutcome, runUseCase, trackLlmCall } from 'botanu';
import { attributesOf, startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
let exporter: InMemoryLogRecordExporter;
beforeEach(() => {
  exporter = new InMemoryLogRecordExporter();
  telemetry = startTelemetry();
});
afterEach(async () => {
  await telemetry.stop();
  logs.disable();
});

const register = (): unknown =>
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
  );

const records = (): object[] =>
  exporter.getFinishedLogRecords().map(({ body, attributes }) => ({ body, attributes }));

const inRun = <R>(body: () => R): R => runUseCase({ useCase: 'Customer Support', eventId: 'ticket-7' }, body);

const CALL = { provider: 'openai', model: 'gpt-4o-mini' };

it('an outcome is a log record with its run and event, wherever in the run it was emitted', () => {
  register();
  inRun(() => {
    trackLlmCall(CALL, () => emitOutcome('partial'));
    emitOutcome('success', { valueAmount: 1 });
  });
  const run = attributesOf(telemetry.span('botanu.run/Customer Support'), 'botanu.run_id');
  expect(records()).toEqual([
    {
      body: 'outcome:partial',
      attributes: { ...run, 'botanu.event_id': 'ticket-7', 'botanu.outcome.status': 'partial' },
    },
    {
      body: 'outcome:success',
      attributes: { ...run, 'botanu.event_id': 'ticket-7', 'botanu.outcome.status': 'success' },
    },
  ]);
});

it('one of a run of another process that goes on here has the event, too', () => {
  register();
  const carrier = {
    baggage: 'botanu.run_id=01923456-789a-7bcd-8def-000000000001,botanu.use_case=Support',
  };
  runUseCase({ useCase: 'Support', eventId: 'ticket-7', carrier }, () =>
    trackLlmCall(CALL, () => emitOutcome('partial')),
  );
  expect(records()).toMatchObject([{ attributes: { 'botanu.event_id': 'ticket-7' } }]);
});

it('in the context of the span that it was emitted on, at the time that it was', () => {
  register();
  inRun(() => trackLlmCall(CALL, () => emitOutcome('success')));
  const span = telemetry.span('chat gpt-4o-mini');
  const [record] = exporter.getFinishedLogRecords();
  expect(record!.spanContext).toMatchObject({
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
  });
  expect(record!.hrTime).toEqual(span.events.find(({ name }) => name === 'botanu.outcome_emitted')!.time);
  expect(record).toMatchObject({ severityText: 'INFO', instrumentationScope: { name: 'botanu' } });
});

it('one that is learnt later is one too', () => {
  register();
  recordOutcome({ eventId: 'ticket-7' }, 'failed');
  expect(records()).toEqual([
    {
      body: 'outcome:failed',
      attributes: { 'botanu.event_id': 'ticket-7', 'botanu.outcome.status': 'failed' },
    },
  ]);
});

it('one that nobody emitted is none: the run’s own span has it', () => {
  register();
  inRun(() => {});
  expect(telemetry.span('botanu.run/Customer Support').attributes).toMatchObject({
    'botanu.outcome.status': 'success',
  });
  expect(records()).toEqual([]);
});

it('there is one record, however many of our processors there are', () => {
  register();
  const memory = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new BotanuSpanProcessor(), new BotanuSpanProcessor({ exporter: memory })],
  });
  const span = provider.getTracer('app').startSpan('checkout');
  trace.getTracer('app').startSpan('other').end();
  span.addEvent('botanu.outcome_emitted', { status: 'success' }).end();
  expect(records()).toHaveLength(1);
});

it('without a logger provider nothing happens', () => {
  inRun(() => emitOutcome('success'));
  register();
  expect(records()).toEqual([]);
});

it('a logger that throws costs one warning', async () => {
  logs.setGlobalLoggerProvider({
    getLogger: () => {
      throw new Error('no disk');
    },
  });
  const warnings = await warningsOf(() => [1, 2].map(() => inRun(() => emitOutcome('success'))));
  expect(warnings).toEqual([expect.stringMatching(/An outcome could not be logged \(Error: no disk\)/)]);
});
