import { setTimeout as sleep } from 'node:timers/promises';
import { runUseCase, startLlmCall, startToolCall, trackLlmCall, trackToolCall } from 'botanu';
import { openRuns } from '../../src/run/open-runs';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
  changeSettings({ maxOperationSeconds: 0.1 });
});
afterEach(async () => {
  await telemetry.stop();
  restoreSettings();
});

const never = (): Promise<never> => new Promise(() => undefined);
const LONG_MS = 250;

const namesOfEnded = (): string[] => telemetry.spans().map(({ name }) => name);

/** However busy the machine is; a test that waits in vain fails by its time limit. */
async function whenEnded(...names: string[]): Promise<void> {
  while (!names.every((name) => namesOfEnded().includes(name))) await sleep(2);
}

describe('what is still open after maxOperationSeconds', () => {
  it('is ended as abandoned: neither a success nor an error', async () => {
    void runUseCase('u', () => trackToolCall({ name: 't' }, () => trackLlmCall({ model: 'm' }, never)));
    startToolCall({ name: 'by hand' });
    expect(telemetry.spans()).toEqual([]);
    const names = ['botanu.run/u', 'chat m', 'execute_tool by hand', 'execute_tool t'];
    await whenEnded(...names);

    expect(namesOfEnded().sort()).toEqual(names);
    for (const { attributes, status } of telemetry.spans()) {
      expect(status.code).toBe(0);
      expect(attributes).not.toHaveProperty(['error.type']);
      expect(attributes).not.toHaveProperty(['botanu.tool.success']);
    }
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({
      'botanu.outcome': 'abandoned',
      'botanu.outcome.status': 'abandoned',
    });
    expect(openRuns.size).toBe(0);
  });

  it('gives its result all the same, and its span is ended once', async () => {
    const result = trackToolCall({ name: 't' }, async () => {
      await sleep(LONG_MS);
      return 7;
    });
    expect(await result).toBe(7);
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('keeps an outcome that was emitted', async () => {
    void runUseCase('u', (run) => {
      run.emitOutcome('partial');
      return never();
    });
    await whenEnded('botanu.run/u');
    expect(telemetry.span('botanu.run/u').attributes['botanu.outcome']).toBe('partial');
  });
});

it('leaves alone what is younger, and what has ended', async () => {
  startToolCall({ name: 'old' });
  startToolCall({ name: 'ended' }).end();
  await sleep(70);
  const young = startLlmCall({ model: 'young' });
  await whenEnded('execute_tool old');
  expect(namesOfEnded()).toEqual(['execute_tool ended', 'execute_tool old']);
  young.end();
});

it('does not cut a run whose own deadline is longer', async () => {
  const result = runUseCase({ useCase: 'u', deadlineSeconds: 10 }, async () => {
    await sleep(LONG_MS);
    expect(telemetry.spans()).toEqual([]);
    return 7;
  });
  expect(await result).toBe(7);
  expect(telemetry.span('botanu.run/u').attributes['botanu.outcome']).toBe('success');
});
