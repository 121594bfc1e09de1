import { defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { BotanuPropagator } from '../../src/processor/botanu-propagator';
import { beginRun } from '../../src/run/run-of-context';
import { RunContext } from '../../src/run/run-context';
import { withScope } from '../../src/run/scope-context';

const theirs = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});
const propagator = new BotanuPropagator(theirs);

function baggageSent(context = ROOT_CONTEXT): Record<string, string> {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  const received = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  const entries = propagation.getBaggage(received)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

it('sends what was put on the run, beside what was in the context', () => {
  const { run, context } = beginRun(ROOT_CONTEXT, RunContext.create({ useCase: 'Search' }));
  run.setBaggage('plan', 'gold');
  expect(baggageSent(withScope(context, { activeRun: run }))).toMatchObject({
    plan: 'gold',
    'botanu.run_id': run.context.runId,
    'botanu.use_case': 'Search',
  });
});

it('sends what was put on the run after an ordinary change of baggage', () => {
  const { run, context } = beginRun(ROOT_CONTEXT, RunContext.create({ useCase: 'Search' }));
  const scoped = withScope(context, { activeRun: run });
  const changed = propagation.setBaggage(
    scoped,
    propagation.getBaggage(scoped)!.setEntry('theirs', { value: '1' }),
  );
  run.setBaggage('plan', 'gold');
  expect(baggageSent(changed)).toMatchObject({ plan: 'gold', theirs: '1' });
});

it('leaves requests outside of a run alone', () => {
  expect(baggageSent()).toEqual({});
});

it('has the fields of the one it wraps', () => {
  expect(propagator.fields()).toEqual(theirs.fields());
});
