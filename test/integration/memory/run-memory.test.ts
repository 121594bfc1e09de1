import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  BotanuUseCase,
  currentTracker,
  runUseCase,
  startLlmCall,
  TrackLlm,
  TrackTool,
  trackToolCall,
} from 'botanu';
import { openRuns } from '../../../src/run/open-runs';
import { collectGarbage, heapBytes } from '../../support/garbage';
import { startTelemetry, type Telemetry } from '../../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

/** What of a run must not outlive it. */
interface Traces {
  instance: WeakRef<object>;
  argument: WeakRef<object>;
  run: WeakRef<object>;
  trackers: WeakRef<object>[];
}

class Agent {
  traces!: Traces;

  @BotanuUseCase('u', { deadlineSeconds: 3_600 })
  async handle(argument: object, end: () => unknown): Promise<unknown> {
    const tracker = currentTracker('run');
    expect(tracker.signal.aborted).toBe(false);
    this.traces = {
      instance: new WeakRef(this),
      argument: new WeakRef(argument),
      run: new WeakRef(tracker.run),
      trackers: [new WeakRef(tracker)],
    };
    await this.complete(argument);
    this.look(argument);
    return end();
  }

  @TrackLlm({ provider: 'openai', model: 'gpt-4o' })
  async complete(_argument: object): Promise<void> {
    this.traces.trackers.push(new WeakRef(currentTracker('llm')));
    await nextTurn();
  }

  @TrackTool()
  look(_argument: object): void {
    this.traces.trackers.push(new WeakRef(currentTracker('tool')));
  }

  @BotanuUseCase('generated')
  async *generate(argument: object): AsyncGenerator<number> {
    const tracker = currentTracker('run');
    this.traces = {
      instance: new WeakRef(this),
      argument: new WeakRef(argument),
      run: new WeakRef(tracker.run),
      trackers: [new WeakRef(tracker)],
    };
    yield 1;
    yield 2;
  }
}

/** Names, for what is left would be printed otherwise. A frame on the stack may still hold something the first time. */
async function leftOf({ instance, argument, run, trackers }: Traces): Promise<string[]> {
  const all = trackers.map((ref, i): [string, WeakRef<object>] => [`tracker ${i}`, ref]);
  const refs = { instance, argument, run, ...Object.fromEntries(all) };
  let left: string[] = [];
  for (let round = 0; round < 5; round++) {
    await collectGarbage();
    left = Object.entries(refs).flatMap(([name, ref]) => (ref.deref() === undefined ? [] : [name]));
    if (left.length === 0) break;
  }
  return left;
}

describe('nothing is left of a run', () => {
  it.each<[string, () => unknown]>([
    ['returned', () => 'done'],
    ['awaited something', () => nextTurn()],
    [
      'threw',
      () => {
        throw new Error('theirs');
      },
    ],
  ])('that %s', async (_, end) => {
    const traces = await (async () => {
      const agent = new Agent();
      await agent.handle({}, end).catch(() => undefined);
      return agent.traces;
    })();
    expect(openRuns.size).toBe(0);
    await collectGarbage();
    expect(await leftOf(traces)).toEqual([]);
    expect(telemetry.spans()).toHaveLength(3);
  });

  it('whose generator was left early', async () => {
    const traces = await (async () => {
      const agent = new Agent();
      for await (const _ of agent.generate({})) break;
      return agent.traces;
    })();
    expect(openRuns.size).toBe(0);
    await collectGarbage();
    expect(await leftOf(traces)).toEqual([]);
    expect(telemetry.span('botanu.run/generated').attributes['botanu.outcome']).toBe('abandoned');
  });

  it('whose generator nobody reads on, once that is collected', async () => {
    const traces = await (async () => {
      const agent = new Agent();
      await agent.generate({}).next();
      return agent.traces;
    })();
    expect(openRuns.size).toBe(1);
    await collectGarbage();
    await collectGarbage();
    expect(openRuns.size).toBe(0);
    expect(telemetry.span('botanu.run/generated').attributes['botanu.outcome']).toBe('abandoned');
    expect(await leftOf(traces)).toEqual([]);
  });

  it('but what a timer of its own still holds on to: neither the instance nor the arguments', async () => {
    let timer: NodeJS.Timeout | undefined;
    const traces = await (async () => {
      const agent = new Agent();
      await agent.handle({}, () => (timer = setTimeout(() => undefined, 60_000)));
      return agent.traces;
    })();
    await collectGarbage();
    expect(traces.instance.deref()).toBeUndefined();
    expect(traces.argument.deref()).toBeUndefined();
    clearTimeout(timer);
  });
});

describe('the arguments of a model call', () => {
  it('are not kept by a timer that the call leaves behind', async () => {
    let timer: NodeJS.Timeout | undefined;
    class Model {
      @TrackLlm({ provider: 'openai', model: 'gpt-4o' })
      async complete(_prompt: object): Promise<void> {
        timer = setTimeout(() => undefined, 60_000);
      }
    }
    const prompt = await (async () => {
      const given = { text: 'x'.repeat(1_000) };
      await new Model().complete(given);
      return new WeakRef(given);
    })();
    await collectGarbage();
    expect(prompt.deref()).toBeUndefined();
    clearTimeout(timer);
  });
});

describe('memory does not grow', () => {
  const MEGABYTE = 2 ** 20;

  /** How much more heap is in use after `work` has run than when it was warm. */
  async function growthOf(work: (count: number) => Promise<void>, count: number): Promise<number> {
    await telemetry.stop();
    telemetry = startTelemetry({ exported: false });
    await work(Math.ceil(count / 10));
    const before = await heapBytes();
    await work(count);
    return (await heapBytes()) - before;
  }

  it('over 20,000 calls of a poller that re-arms itself inside its tracked call', async () => {
    const growth = await growthOf(
      (count) =>
        new Promise((resolve) => {
          const poll = (left: number): unknown =>
            trackToolCall({ name: 'poll' }, () =>
              left === 0 ? resolve() : void setImmediate(poll, left - 1),
            );
          poll(count);
        }),
      20_000,
    );
    expect(growth).toBeLessThan(MEGABYTE);
  }, 60_000);

  it('while each call of a poller begins before the last one has ended', async () => {
    let held: unknown;
    const growth = await growthOf(
      (count) =>
        new Promise((resolve) => {
          const poll = (left: number): unknown =>
            trackToolCall({ name: 'poll' }, async (tracker) => {
              held = tracker;
              if (left === 0) resolve();
              else setImmediate(poll, left - 1);
              await nextTurn();
              await nextTurn();
            });
          void poll(count);
        }),
      10_000,
    );
    expect(held).toBeDefined();
    expect(growth).toBeLessThan(MEGABYTE);
  }, 60_000);

  it('over 5,000 runs, each begun by a timer that the last one left behind', async () => {
    const growth = await growthOf(
      (count) =>
        new Promise((resolve) => {
          const poll = (left: number): unknown =>
            runUseCase('poll', async () => {
              await trackToolCall({ name: 'look' }, () => nextTurn());
              if (left === 0) resolve();
              else setImmediate(poll, left - 1);
            });
          void poll(count);
        }),
      5_000,
    );
    expect(openRuns.size).toBe(0);
    expect(growth).toBeLessThan(MEGABYTE);
  }, 60_000);

  it('over 20,000 trackers that are started and ended by hand', async () => {
    const growth = await growthOf(async (count) => {
      for (let i = 0; i < count; i++) {
        using _ = startLlmCall({ provider: 'openai', model: 'gpt-4o' });
      }
    }, 20_000);
    expect(growth).toBeLessThan(MEGABYTE);
  }, 60_000);
});
