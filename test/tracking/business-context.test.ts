import { trace } from '@opentelemetry/api';
import { runUseCase, setBusinessContext, trackToolCall } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const VALUES = { customerId: 'c-1', team: 'support', costCenter: 'cc-42', region: 'eu' };
const WRITTEN = {
  'botanu.customer_id': 'c-1',
  'botanu.team': 'support',
  'botanu.cost_center': 'cc-42',
  'botanu.region': 'eu',
};

const theirs = (name: string): void => trace.getTracer('other').startSpan(name).end();

describe('setBusinessContext', () => {
  it('is on the current span, the run’s span and every later span of the run', async () => {
    await runUseCase('u', async () => {
      theirs('before');
      await trackToolCall({ name: 'current' }, async () => {
        await Promise.resolve();
        setBusinessContext(VALUES);
      });
      trackToolCall({ name: 'later' }, () => theirs('later'));
    });
    for (const name of ['execute_tool current', 'botanu.run/u', 'execute_tool later', 'later']) {
      expect(telemetry.span(name).attributes).toMatchObject(WRITTEN);
    }
    for (const key of Object.keys(WRITTEN))
      expect(telemetry.span('before').attributes).not.toHaveProperty([key]);
  });

  it('can be said on a tracker', () => {
    runUseCase('u', (run) => {
      run.setBusinessContext({ team: 'support' });
      trackToolCall({ name: 't' }, (tool) => void tool.setBusinessContext({ region: 'eu' }));
      theirs('later');
    });
    for (const name of ['botanu.run/u', 'later']) {
      expect(telemetry.span(name).attributes).toMatchObject({
        'botanu.team': 'support',
        'botanu.region': 'eu',
      });
    }
  });

  it('keeps per value the last call, and what that leaves out', () => {
    runUseCase('u', () => {
      setBusinessContext({ team: 'support', region: 'eu' });
      setBusinessContext({ team: 'sales', region: undefined });
      theirs('later');
    });
    for (const name of ['botanu.run/u', 'later']) {
      expect(telemetry.span(name).attributes).toMatchObject({
        'botanu.team': 'sales',
        'botanu.region': 'eu',
      });
    }
  });

  it('stays with its run', () => {
    runUseCase('outer', () => {
      setBusinessContext({ team: 'support' });
      runUseCase('inner', () => setBusinessContext({ team: 'sales' }));
      theirs('later');
    });
    runUseCase('next', () => 1);
    expect(telemetry.span('botanu.run/inner').attributes['botanu.team']).toBe('sales');
    expect(telemetry.span('later').attributes['botanu.team']).toBe('support');
    expect(telemetry.span('botanu.run/next').attributes).not.toHaveProperty(['botanu.team']);
  });

  it('is on the current span alone outside a run, and nowhere where there is none', () => {
    trackToolCall({ name: 't' }, () => setBusinessContext(VALUES));
    expect(telemetry.span('execute_tool t').attributes).toMatchObject(WRITTEN);
    expect(() => setBusinessContext(VALUES)).not.toThrow();
  });

  it('is on the later spans alone where the run has ended', async () => {
    let later: Promise<void> | undefined;
    const warnings = await warningsOf(async () => {
      runUseCase('u', () => {
        later = Promise.resolve().then(() => {
          setBusinessContext({ team: 'support' });
          theirs('later');
        });
      });
      await later;
    });
    expect(telemetry.span('later').attributes['botanu.team']).toBe('support');
    expect(telemetry.span('botanu.run/u').attributes).not.toHaveProperty(['botanu.team']);
    expect(warnings).toEqual([]);
  });

  it('leaves out what is no text, with one warning, and keeps the rest', async () => {
    const warnings = await warningsOf(() =>
      runUseCase('u', () => {
        for (let i = 0; i < 2; i++) setBusinessContext({ team: 7 as never, region: 'eu' });
      }),
    );
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({ 'botanu.region': 'eu' });
    expect(telemetry.span('botanu.run/u').attributes).not.toHaveProperty(['botanu.team']);
    expect(warnings).toEqual([expect.stringContaining('team must be a string')]);
  });
});
