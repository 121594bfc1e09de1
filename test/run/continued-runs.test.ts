import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  currentTracker,
  emitOutcome,
  getRunContext,
  getRunId,
  injectRunContext,
  recordOutcome,
  RunContext,
  type RunTracker,
  runUseCase,
  trackMessagingOperation,
  withRunContext,
} from 'botanu';
import { continuedRuns, findOpenRun, openRuns, removeOpenRun } from '../../src/run/open-runs';
import { beginRun } from '../../src/run/run-of-context';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  expect([openRuns.size, continuedRuns.size]).toEqual([0, 0]);
  await telemetry.stop();
});

const RUN_ID = '01923456-789a-7bcd-8def-000000000001';
const RUN_SPAN = 'botanu.run/Support';

/** The nth message of one run of another process. */
const message = (n: number) => ({
  traceparent: `00-${String(n).repeat(32)}-${String(n).repeat(16)}-01`,
  baggage: `botanu.run_id=${RUN_ID},botanu.use_case=Support`,
});

const handle = <R>(n: number, body: (run: RunTracker) => R): R =>
  runUseCase({ useCase: 'Support', carrier: message(n) }, body);

/** As a consumer's callback is: outside of every run. */
const elsewhere = <R>(fn: () => R): R => context.with(ROOT_CONTEXT, fn);

/** Runs `meanwhile` elsewhere, while the run of another process is open here that message 1 goes on with. */
const whileOpen = <R>(meanwhile: (open: RunTracker) => R): R =>
  handle(1, (open) => elsewhere(() => meanwhile(open)));

const spansOfRuns = () =>
  telemetry
    .spans()
    .filter(({ name }) => name.startsWith('botanu.run/'))
    .map(({ attributes, parentSpanContext }) => ({
      run: attributes['botanu.run_id'],
      enclosing: attributes['botanu.parent_run_id'],
      under: parentSpanContext?.spanId[0],
    }));

describe('the messages of a run that began in another process', () => {
  it.each<[string, () => unknown]>([
    ['one after the other', () => [1, 2].forEach((n) => handle(n, () => expect(getRunId()).toBe(RUN_ID)))],
    ['one during the other', () => whileOpen(() => handle(2, () => expect(getRunId()).toBe(RUN_ID)))],
    ['one out of the other', () => handle(1, () => handle(2, () => expect(getRunId()).toBe(RUN_ID)))],
  ])('go on with it each, %s', (_, take) => {
    take();
    expect(spansOfRuns().sort((a, b) => a.under!.localeCompare(b.under!))).toEqual([
      { run: RUN_ID, enclosing: undefined, under: '1' },
      { run: RUN_ID, enclosing: undefined, under: '2' },
    ]);
  });

  it.each<[string, (fn: () => void) => void]>([
    ['withRunContext', (fn) => withRunContext(message(2), fn)],
    [
      'a consumer',
      (fn) =>
        trackMessagingOperation(
          { system: 'kafka', operation: 'process', destination: 'q', carrier: message(2) },
          fn,
        ),
    ],
  ])('keep their outcomes apart, in %s', (_, take) => {
    whileOpen((open) =>
      take(() => {
        expect(getRunId()).toBe(RUN_ID);
        expect(getRunContext()).not.toBe(open.run);
        emitOutcome('failed', { reason: 'of message 2' });
      }),
    );
    expect(telemetry.span(RUN_SPAN).attributes['botanu.outcome.status']).toBe('success');
    const outcome = telemetry.span('botanu.outcome');
    expect(outcome.attributes).toMatchObject({
      'botanu.run_id': RUN_ID,
      'botanu.outcome.status': 'failed',
      'botanu.outcome.reason': 'of message 2',
    });
    expect(outcome.links).toEqual([]);
  });
});

describe('inside a run that goes on here', () => {
  it('its own headers reach it', () => {
    handle(1, (run) =>
      withRunContext(injectRunContext({}), () => {
        expect(getRunContext()).toBe(run.run);
        expect(currentTracker('run')).toBe(run);
        emitOutcome('partial');
      }),
    );
    expect(telemetry.spans().map(({ name }) => name)).toEqual([RUN_SPAN]);
    expect(telemetry.span(RUN_SPAN).attributes['botanu.outcome.status']).toBe('partial');
  });

  it('what goes on with it, too, is called off with it', () => {
    handle(1, (run) =>
      handle(2, (inner) => {
        const { signal } = inner;
        run.requestCancellation('enough');
        expect(signal.aborted).toBe(true);
        expect(inner.run.isCancelled()).toBe(true);
      }),
    );
  });

  it('another use case with its headers is its child', () => {
    handle(1, () => runUseCase({ useCase: 'Delivery', carrier: message(2) }, () => 1));
    expect(telemetry.span('botanu.run/Delivery').attributes['botanu.parent_run_id']).toBe(RUN_ID);
  });
});

it('a late outcome links to the span that goes on with the run, of several to the newest still open', () => {
  whileOpen(() => {
    handle(2, () => recordOutcome({ runId: RUN_ID }, 'partial'));
    recordOutcome({ runId: RUN_ID }, 'success');
  });
  recordOutcome({ runId: RUN_ID }, 'failed');

  const [second, first] = telemetry.spans().filter(({ name }) => name === RUN_SPAN);
  const outcomes = telemetry.spans().filter(({ name }) => name === 'botanu.outcome');
  expect(outcomes.map(({ links }) => links.map((link) => link.context.spanId))).toEqual([
    [second!.spanContext().spanId],
    [first!.spanContext().spanId],
    [],
  ]);
});

it('one that goes on here leaves one of the same id alone that began here', () => {
  const run = RunContext.create({ useCase: 'Support' });
  const began = beginRun(ROOT_CONTEXT, run).run;
  const continued = beginRun(ROOT_CONTEXT, run, true).run;
  expect(findOpenRun(run.runId)).toBe(began);
  removeOpenRun(continued);
  expect(findOpenRun(run.runId)).toBe(began);
  removeOpenRun(began);
});

describe('a use case whose carrier names no run, in the run of another process', () => {
  it.each<[string, Record<string, string> | null]>([
    ['is empty', {}],
    ['is null', null],
    ['has a trace', { traceparent: message(3).traceparent }],
    ['has baggage of others', { baggage: 'their.key=v' }],
  ])('is a child of that run, where it %s', (_, carrier) => {
    withRunContext(message(1), () => runUseCase({ useCase: 'Support', carrier: carrier! }, () => 1));
    const { attributes } = telemetry.span(RUN_SPAN);
    expect(attributes['botanu.run_id']).not.toBe(RUN_ID);
    expect(attributes['botanu.parent_run_id']).toBe(RUN_ID);
  });
});
