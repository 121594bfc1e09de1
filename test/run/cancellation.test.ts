import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { currentTracker, RunContext, runUseCase, type RunTracker } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const nameOf = (signal: AbortSignal): string => (signal.reason as Error).name;

/** Settles as the signal aborts. */
const aborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(nameOf(signal));
    else signal.addEventListener('abort', () => resolve(nameOf(signal)));
  });

describe('the signal of a run', () => {
  it('aborts with an AbortError, for the reason given, when the run is called off', async () => {
    await runUseCase('u', async (run) => {
      const { signal } = run;
      expect(signal.aborted).toBe(false);
      run.requestCancellation('the customer hung up');
      expect(await aborted(signal)).toBe('AbortError');
      expect((signal.reason as Error).message).toBe('the customer hung up');
    });
  });

  it('has aborted already where it is asked for after the cancellation', () => {
    runUseCase('u', (run) => {
      run.requestCancellation().requestCancellation('too late');
      expect(run.signal.aborted).toBe(true);
      expect(nameOf(run.signal)).toBe('AbortError');
      expect((run.signal.reason as Error).message).toBe('The run was cancelled.');
    });
  });

  it('aborts with a TimeoutError when the deadline passes', async () => {
    await runUseCase({ useCase: 'u', deadlineSeconds: 0.02 }, async (run) => {
      expect(run.signal.aborted).toBe(false);
      expect(await aborted(run.signal)).toBe('TimeoutError');
      expect(run.run.isPastDeadline()).toBe(true);
    });
  });

  it('has aborted already where it is asked for after the deadline', async () => {
    await runUseCase({ useCase: 'u', deadlineSeconds: 0.001 }, async (run) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(run.signal.aborted).toBe(true);
      expect(nameOf(run.signal)).toBe('TimeoutError');
    });
  });

  it('keeps the first of cancellation and deadline', async () => {
    await runUseCase({ useCase: 'u', deadlineSeconds: 0.05 }, async (run) => {
      const { signal } = run;
      run.requestCancellation();
      await new Promise((resolve) => setTimeout(resolve, 70));
      expect(nameOf(signal)).toBe('AbortError');
    });
  });

  it('never aborts without a deadline or a cancellation', async () => {
    await runUseCase('u', async (run) => {
      const { signal } = run;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(signal.aborted).toBe(false);
    });
  });

  it('is the same one each time, and the same through currentTracker', () => {
    runUseCase('u', (run) => {
      expect(run.signal).toBe(run.signal);
      expect(currentTracker('run').signal).toBe(run.signal);
    });
  });

  it('stops a fetch', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const hanging = runUseCase({ useCase: 'u', deadlineSeconds: 0.05 }, async (run) =>
      fetch(`http://127.0.0.1:${port}/never`, { signal: run.signal }),
    );
    await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(telemetry.span('botanu.run/u').attributes['botanu.outcome']).toBe('timeout');
    server.closeAllConnections();
    server.close();
  });
});

describe('the clock of a deadline', () => {
  it('is started when the signal is asked for, and stopped when the run ends', () => {
    jest.useFakeTimers();
    try {
      runUseCase({ useCase: 'u', deadlineSeconds: 3_600 }, (run) => {
        expect(jest.getTimerCount()).toBe(0);
        expect(run.signal.aborted).toBe(false);
        expect(jest.getTimerCount()).toBe(1);
      });
      // The in-memory exporter has one of its own, of no length.
      jest.advanceTimersByTime(0);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves the signal of an ended run as it is', async () => {
    let tracker: RunTracker | undefined;
    runUseCase({ useCase: 'u', deadlineSeconds: 0.01 }, (run) => {
      tracker = run;
      expect(run.signal.aborted).toBe(false);
    });
    await new Promise((resolve) => setTimeout(resolve, 25));
    expect(tracker!.signal.aborted).toBe(false);
  });

  it('is not started for a deadline that is further off than timers reach', () => {
    jest.useFakeTimers();
    try {
      runUseCase({ useCase: 'u', deadlineSeconds: 2 ** 31 }, (run) => {
        expect(run.signal.aborted).toBe(false);
        expect(jest.getTimerCount()).toBe(0);
      });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a cancelled run', () => {
  it('says so on its span', () => {
    runUseCase('u', (run) => run.requestCancellation('no longer needed'));
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({
      'botanu.run.cancelled': true,
      'botanu.run.cancelled_at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      'botanu.outcome': 'canceled',
      'botanu.outcome.reason': 'no longer needed',
    });
  });

  it('leaves the attributes out where it was not cancelled', () => {
    runUseCase('u', () => 1);
    const { attributes } = telemetry.span('botanu.run/u');
    expect(attributes).not.toHaveProperty(['botanu.run.cancelled']);
    expect(attributes).not.toHaveProperty(['botanu.run.cancelled_at']);
  });
});

describe('the signal of a run inside another', () => {
  it("aborts with the outer run's cancellation, and not the other way round", () => {
    const outer = RunContext.create({ useCase: 'outer' });
    const inner = RunContext.create({ useCase: 'inner', parent: outer });
    const sibling = RunContext.create({ useCase: 'sibling', parent: outer });
    const { signal } = inner.cancellation;
    sibling.requestCancellation();
    expect(signal.aborted).toBe(false);
    expect([inner.isCancelled(), outer.isCancelled()]).toEqual([false, false]);
    outer.requestCancellation('withdrawn');
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'withdrawn' });
    expect(inner.isCancelled()).toBe(true);
    expect(sibling.isCancelled()).toBe(true);
    expect(outer.isCancelled()).toBe(true);
  });

  it("aborts with the outer run's deadline", async () => {
    const outer = RunContext.create({ useCase: 'outer', deadlineSeconds: 0.02 });
    const { signal } = RunContext.create({ useCase: 'inner', parent: outer }).cancellation;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
  });
});
