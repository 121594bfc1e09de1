import { BotanuUseCase, currentTracker, getRunId, trackDbOperation } from 'botanu';
import { transformSync } from 'esbuild';
import { ModuleKind, ScriptTarget, transpile } from 'typescript';
import type { Anywhere } from '../../support/every-decorator';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

/** Async generators as compilers make them for engines that have none. */
type Body = (noted: (what: unknown) => void, boom: Error | undefined) => AsyncGenerator<unknown, unknown>;

const SOURCE = `async function* body(noted, boom) {
  try {
    noted('begun');
    const sent = yield 1;
    await null;
    noted(sent);
    yield 2;
    if (boom !== undefined) throw boom;
    return 'done';
  } finally {
    noted('closed');
  }
}`;

// eslint-disable-next-line @typescript-eslint/no-implied-eval -- what a compiler makes of it is known only here
const evaluated = (code: string): Body => new Function(`${code}; return body;`)() as Body;

const COMPILED: readonly [string, Body][] = [
  ['esbuild', evaluated(transformSync(SOURCE, { target: 'es2017' }).code)],
  ['tsc', evaluated(transpile(SOURCE, { target: ScriptTarget.ES2017, module: ModuleKind.CommonJS }))],
];

describe.each(COMPILED)('an async generator that %s has lowered', (_, body) => {
  const subjectOf = (decorate: Anywhere) => {
    class Subject {
      readonly log: unknown[] = [];

      @decorate
      counts(boom?: Error): AsyncGenerator<unknown, unknown> {
        return body((what) => this.log.push(what), boom);
      }
      @decorate
      async resolves(): Promise<AsyncGenerator<unknown, unknown>> {
        return body((what) => this.log.push(what), undefined);
      }
    }
    return Subject;
  };
  type Subject = InstanceType<ReturnType<typeof subjectOf>>;

  const all = async (values: AsyncIterable<unknown>): Promise<unknown[]> => {
    const read: unknown[] = [];
    for await (const value of values) read.push(value);
    return read;
  };
  const noted = (does: string, ends: Use<Subject>[1], use: (subject: Subject) => unknown): Use<Subject> => [
    does,
    ends,
    async (subject) => [await seen(() => use(subject)), subject.log],
  ];

  itIsUnchanged(subjectOf, [
    noted('read to its end', 'success', (subject) => all(subject.counts())),
    noted('that an async method resolves to', 'success', async (subject) => all(await subject.resolves())),
    noted('that throws', 'failed', (subject) => all(subject.counts(new Error('boom')))),
    noted('left by break', 'abandoned', async (subject) => {
      for await (const value of subject.counts()) return value;
      return undefined;
    }),
    noted('thrown into', 'failed', async (subject) => {
      const counting = subject.counts();
      await counting.next();
      return counting.throw(new Error('from outside'));
    }),
    noted('read by hand', 'success', async (subject) => {
      const counting = subject.counts();
      const steps = [await counting.next(), await counting.next('sent'), await counting.next()];
      return [steps, Object.keys(counting), counting[Symbol.asyncIterator]() === counting];
    }),
  ]);
});

describe('of a lowered generator', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  it.each(COMPILED)('every step is inside its run: %s', async (_, body) => {
    const inside: unknown[][] = [];
    class Agent {
      @BotanuUseCase('Customer Support')
      handle(): AsyncGenerator {
        return body(() => inside.push([getRunId(), currentTracker('run')]), undefined);
      }
    }
    for await (const _value of new Agent().handle());
    const { attributes } = telemetry.span('botanu.run/Customer Support');
    expect(inside).toHaveLength(3);
    expect(new Set(inside.map(([runId]) => runId))).toEqual(new Set([attributes['botanu.run_id']]));
    expect(new Set(inside.map(([, tracker]) => tracker)).size).toBe(1);
    expect(attributes['botanu.outcome.status']).toBe('success');
  });
});

describe('what is only like one', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  it('as a cursor, which cannot be thrown into, is a value', () => {
    const cursor = {
      next: async () => ({ done: true, value: undefined }),
      return: async () => ({ done: true, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
    expect(trackDbOperation({ system: 'mongodb' }, () => cursor)).toBe(cursor);
    expect(telemetry.spans()).toHaveLength(1);
  });
});
