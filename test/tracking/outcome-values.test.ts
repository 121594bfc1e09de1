import { emitOutcome, recordOutcome, runUseCase } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

it.each([
  [{ valueType: 'tickets_resolved' }, "got 'tickets_resolved' with undefined"],
  [{ valueAmount: 3 }, 'got undefined with 3'],
])('half a value (%j) is recorded, with one warning that no report counts it', async (half, told) => {
  const warnings = await warningsOf(() =>
    runUseCase('u', () => {
      emitOutcome('success', half);
      recordOutcome({ eventId: 'T-1' }, 'success', half);
    }),
  );
  expect(warnings).toEqual([expect.stringContaining(told)]);
  expect(warnings[0]).toContain('no report counts it');
  expect(telemetry.span('botanu.run/u').attributes).toMatchObject({ 'botanu.outcome': 'success' });
});

it.each([{}, { valueType: 'usd', valueAmount: 0 }, { reason: 'none' }])(
  '%j is no half of a value',
  async (options) => {
    expect(await warningsOf(() => runUseCase('u', () => emitOutcome('success', options)))).toEqual([]);
  },
);
