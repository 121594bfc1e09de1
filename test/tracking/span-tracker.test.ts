import { diag, DiagLogLevel, SpanStatusCode } from '@opentelemetry/api';
import {
  type SpanTracker,
  runUseCase,
  startDbOperation,
  startLlmCall,
  startMessagingOperation,
  startStorageOperation,
  startToolCall,
  trackToolCall,
} from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const KINDS: [string, () => SpanTracker][] = [
  ['an LLM call', () => startLlmCall({ provider: 'openai', model: 'm' })],
  ['a tool', () => startToolCall({ name: 't' })],
  ['a database operation', () => startDbOperation({ system: 'pg', operation: 'select' })],
  ['an operation on stored objects', () => startStorageOperation({ system: 's3', operation: 'get' })],
  ['a messaging operation', () => startMessagingOperation({ system: 'kafka', operation: 'send' })],
  ['a run', () => runUseCase('u', (run) => run)],
];
const STARTED = KINDS.slice(0, -1);

describe.each(STARTED)('the tracker of %s', (_, start) => {
  it('ends once, however often it is told to', () => {
    const tracker = start();
    tracker.end();
    tracker.end();
    tracker[Symbol.dispose]();
    expect(telemetry.spans()).toHaveLength(1);
    expect(telemetry.spans()[0]!.ended).toBe(true);
  });

  it('ends with the block that uses it, also when that throws', () => {
    expect(() => {
      using _tracker = start();
      throw new Error('theirs');
    }).toThrow('theirs');
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('can be chained', () => {
    const tracker = start();
    expect(
      tracker
        .setRequestId('req-1')
        .setTokens({ inputTokens: 1 })
        .setError(new Error('survived'))
        .addMetadata({ a: 1 })
        .emitOutcome('partial')
        .setBusinessContext({ team: 'support' }),
    ).toBe(tracker);
  });

  it('writes tokens on its own span', () => {
    start().setTokens({ inputTokens: 7 }).end();
    expect(telemetry.spans()[0]!.attributes['gen_ai.usage.input_tokens']).toBe(7);
  });

  it('tells the run that it is part of', () => {
    expect(start().runId).toBeUndefined();
    runUseCase('u', (run) => expect(start().runId).toBe(run.runId));
  });

  it('offers its span for all else', () => {
    const tracker = start();
    tracker.span.updateName('renamed');
    tracker.end();
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['renamed']);
  });

  it('bears what untyped code may give it', () => {
    const tracker = start() as unknown as Record<string, (value?: unknown) => unknown>;
    const setters = [
      'setTokens',
      'setResult',
      'addMetadata',
      'setBusinessContext',
      'setRequestParams',
      'setTable',
    ];
    for (const name of [
      ...setters,
      'setFinishReason',
      'setRequestId',
      'setError',
      'recordResponse',
      'link',
    ]) {
      for (const value of [undefined, null, 0, '', []]) expect(() => tracker[name]?.(value)).not.toThrow();
    }
    expect(() => tracker.end!()).not.toThrow();
  });
});

describe.each(KINDS)('after the end of %s', (_, start) => {
  it('calls are ignored, with one debug line', () => {
    const tracker = start();
    tracker.end();
    const before = JSON.stringify(telemetry.spans().map(({ attributes, events }) => [attributes, events]));

    const said: string[] = [];
    const note = (...parts: unknown[]): void => {
      if (!String(parts[0]).startsWith('@opentelemetry/api')) said.push(parts.join(' '));
    };
    const nothing = (): void => undefined;
    diag.setLogger(
      { error: note, warn: note, info: note, debug: note, verbose: nothing },
      { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true },
    );
    try {
      tracker
        .setTokens({ inputTokens: 1, outputTokens: 2 })
        .addMetadata({ a: 1 })
        .setRequestId('late')
        .setError(new Error('late'))
        .end();
    } finally {
      diag.disable();
    }
    expect(said).toEqual([expect.stringContaining('came after the end of its span')]);
    expect(JSON.stringify(telemetry.spans().map(({ attributes, events }) => [attributes, events]))).toBe(
      before,
    );
  });
});

describe('addMetadata', () => {
  it.each([
    ['shard', 'botanu.tool.shard'],
    ['my.key', 'botanu.tool.my.key'],
    ['botanu.team', 'botanu.team'],
    ['gen_ai.agent.name', 'gen_ai.agent.name'],
    ['db.query.summary', 'db.query.summary'],
    ['messaging.kafka.offset', 'messaging.kafka.offset'],
    ['http.route', 'http.route'],
    ['aws.region', 'aws.region'],
    ['user.id', 'user.id'],
    ['gen_ai', 'botanu.tool.gen_ai'],
    ['genai.key', 'botanu.tool.genai.key'],
    ['.key', 'botanu.tool..key'],
  ])('writes %s as %s', (key, written) => {
    trackToolCall({ name: 't' }, (tracker) => void tracker.addMetadata({ [key]: 'v' }));
    expect(telemetry.span('execute_tool t').attributes[written]).toBe('v');
  });

  it('takes what a span can hold, and leaves out the rest with one warning each', async () => {
    const warnings = await warningsOf(() =>
      trackToolCall(
        { name: 't' },
        (tracker) =>
          void tracker.addMetadata({
            text: '',
            number: -1.5,
            flag: false,
            list: ['a', 'b'],
            nothing: undefined,
            object: { a: 1 } as never,
            nan: NaN,
            mixed: [{}] as never,
          }),
      ),
    );
    const { attributes } = telemetry.span('execute_tool t');
    const prefix = 'botanu.tool.';
    expect(
      Object.fromEntries(
        Object.entries(attributes)
          .filter(([key]) => key.startsWith(prefix) && !/success|duration_ms/.test(key))
          .map(([key, value]) => [key.slice(prefix.length), value]),
      ),
    ).toEqual({ text: '', number: -1.5, flag: false, list: ['a', 'b'] });
    expect(warnings).toHaveLength(3);
  });
});

describe('an error', () => {
  class RateLimitError extends Error {
    status = 429;
  }
  class Renamed extends Error {
    override name = 'Renamed';
  }
  class Anonymous {
    message = 'no Error at all';
  }

  it.each<[string, unknown, string, string, string]>([
    ['of the platform', new TypeError('x'), 'TypeError', 'TypeError', 'x'],
    ['with a name of its own', new Renamed('x'), 'Renamed', 'Renamed', 'x'],
    ['with an HTTP status', new RateLimitError('slow down'), '429', 'RateLimitError', 'slow down'],
    ['with a statusCode', Object.assign(new Error('x'), { statusCode: 503 }), '503', 'Error', 'x'],
    [
      'with a code of the provider',
      Object.assign(new RateLimitError('x'), { code: 'rate_limit_exceeded' }),
      'rate_limit_exceeded',
      'RateLimitError',
      'x',
    ],
    ['of the system', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED', 'Error', 'x'],
    ['with a status that is no error', Object.assign(new Error('x'), { status: 200 }), 'Error', 'Error', 'x'],
    ['that was aborted', new DOMException('x', 'AbortError'), 'AbortError', 'AbortError', 'x'],
    ['that is an object', new Anonymous(), 'Anonymous', 'Anonymous', 'no Error at all'],
    ['that is a text', 'out of stock', 'string', 'string', 'out of stock'],
    ['that is nothing', undefined, 'undefined', 'undefined', ''],
    ['that is null', null, 'object', 'object', ''],
  ])('%s is told by its type, once', (_, error, type, theClass, message) => {
    let thrown: unknown;
    try {
      trackToolCall({ name: 't' }, (tracker) => {
        tracker.setError(error);
        throw error;
      });
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(error);
    const { attributes, events, status } = telemetry.span('execute_tool t');
    expect(attributes['error.type']).toBe(type);
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(events.map(({ name }) => name)).toEqual(['exception']);
    expect(events[0]!.attributes).toMatchObject({ 'exception.type': theClass, 'exception.message': message });
    const { stack } = Object(error) as Error;
    expect(events[0]!.attributes!['exception.stacktrace']).toBe(stack);
  });

  it('that the operation survived makes it a failed one', () => {
    const result = trackToolCall({ name: 't' }, (tracker) => {
      tracker.setError(new RangeError('half of it'));
      return 'half';
    });
    expect(result).toBe('half');
    const { attributes, status } = telemetry.span('execute_tool t');
    expect(attributes).toMatchObject({ 'error.type': 'RangeError', 'botanu.tool.success': false });
    expect(status.code).toBe(SpanStatusCode.ERROR);
  });

  it('that cannot be looked at is thrown on as it is', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    let thrown: unknown;
    try {
      runUseCase('u', () =>
        trackToolCall({ name: 't' }, () => {
          throw proxy;
        }),
      );
    } catch (error) {
      thrown = error;
    }
    expect(thrown === proxy).toBe(true);
    expect(telemetry.span('execute_tool t').status.code).toBe(SpanStatusCode.ERROR);
    expect(telemetry.span('botanu.run/u').attributes['botanu.outcome']).toBe('failed');
  });

  it('is on the span of each operation that it went through', () => {
    expect(() =>
      runUseCase('u', () =>
        trackToolCall({ name: 't' }, () => {
          throw new RangeError('x');
        }),
      ),
    ).toThrow('x');
    for (const { events, attributes } of telemetry.spans()) {
      expect(events.filter(({ name }) => name === 'exception')).toHaveLength(1);
      expect(attributes['error.type']).toBe('RangeError');
    }
  });
});

it('leaves the status unset on success', () => {
  runUseCase('u', () => KINDS.slice(0, -1).forEach(([, start]) => start().end()));
  expect(telemetry.spans()).toHaveLength(6);
  for (const { status, attributes, events } of telemetry.spans()) {
    expect(status).toEqual({ code: SpanStatusCode.UNSET });
    expect(attributes).not.toHaveProperty(['error.type']);
    expect(events.filter(({ name }) => name === 'exception')).toEqual([]);
  }
});
