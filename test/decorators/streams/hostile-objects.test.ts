import { TrackLlm, trackToolCall } from 'botanu';
import { Stream } from 'openai/streaming';
import { startTelemetry, type Telemetry, warningsOf } from '../../support/telemetry';

/** Objects that throw when they are looked at, and errors that cannot be turned into a text. */
let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const unspeakable = (): object => Object.create(null) as object;

const throwing = (name: string, thrown: unknown = new Error('looked at')): object =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      throw thrown;
    },
  });

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const CHUNK = { object: 'chat.completion.chunk', id: 'c', model: 'm', choices: [] };
const USAGE = { ...CHUNK, usage: { prompt_tokens: 7, completion_tokens: 3 } };
const OPTIONS = { provider: 'openai', model: 'gpt-4o-mini' };

class Agent {
  @TrackLlm(OPTIONS)
  stream(...chunks: object[]): Stream<object> {
    return new Stream(async function* () {
      yield* chunks;
    }, new AbortController());
  }
  @TrackLlm(OPTIONS)
  *generate(...chunks: object[]): Generator<object> {
    yield* chunks;
  }
  @TrackLlm(OPTIONS)
  same<T>(value: T): T {
    return value;
  }
  @TrackLlm({
    ...OPTIONS,
    usage: () => {
      throw unspeakable();
    },
  })
  ownUsage(): string {
    return 'text';
  }
  @TrackLlm({ ...OPTIONS, usage: () => throwing('inputTokens') })
  ownCounts(): string {
    return 'text';
  }
  @TrackLlm(OPTIONS)
  fail(error: unknown): never {
    throw error;
  }
}

const read = async (values: AsyncIterable<object> | Iterable<object>): Promise<object[]> => {
  const all: object[] = [];
  for await (const value of values) all.push(value);
  return all;
};

it.each([
  ['as the first', [throwing('object'), USAGE]],
  ['in the middle', [CHUNK, throwing('usage'), USAGE]],
  ['as the last', [CHUNK, throwing('object')]],
])('a chunk that throws reaches its reader: %s', async (_, chunks) => {
  const agent = new Agent();
  await warningsOf(async () => {
    expect(await read(agent.stream(...chunks))).toEqual(chunks);
    expect(await read(agent.generate(...chunks))).toEqual(chunks);
  });
  expect(telemetry.spans().map(({ status }) => status.code)).toEqual([0, 0]);
});

it('a revoked proxy reaches its reader', async () => {
  const chunk = revoked();
  const [given] = new Agent().generate(chunk);
  expect(given === chunk).toBe(true);
  expect(telemetry.spans()).toHaveLength(1);
});

it.each([
  ['that cannot be looked at', revoked],
  ['whose then throws what cannot be shown', () => throwing('then', unspeakable())],
  ['whose usage throws what cannot be shown', () => throwing('usage', unspeakable())],
])('an answer %s is given back', async (_, make) => {
  const value = make();
  await warningsOf(() => expect(new Agent().same(value) === value).toBe(true));
  expect(telemetry.spans()).toHaveLength(1);
});

it.each(['ownUsage', 'ownCounts'] as const)(
  'a usage function that misbehaves costs no answer: %s',
  async (method) => {
    const warnings = await warningsOf(() => expect(new Agent()[method]()).toBe('text'));
    expect(warnings).toHaveLength(1);
    expect(telemetry.spans()).toHaveLength(1);
  },
);

class Nameless extends Error {}
Object.defineProperty(Nameless, 'name', {
  get() {
    throw new Error('looked at');
  },
});

it.each([
  ['that cannot be shown', unspeakable],
  ['that cannot be looked at', revoked],
  ['whose code throws', () => throwing('code')],
  ['whose class has no name', () => new Nameless('x')],
])('an error %s is thrown on as it is', async (_, make) => {
  const error = make();
  let caught: unknown[] = [];
  const attempt = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (thrown) {
      return thrown;
    }
  };
  await warningsOf(() => {
    caught = [
      attempt(() => new Agent().fail(error)),
      attempt(() => trackToolCall({ name: 't' }, (tool) => tool.setError(error).toolName)),
    ];
  });
  expect(caught[0] === error).toBe(true);
  expect(caught[1]).toBe('t');
  expect(telemetry.spans().map(({ status }) => status.code)).toEqual([2, 2]);
});
