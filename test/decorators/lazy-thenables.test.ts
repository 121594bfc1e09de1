import { currentTracker, runUseCase, TrackDb } from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../support/unchanged-behaviour';

const boom = new Error('boom');

/** Shaped as a query builder's query: chainable, and run by each `then`. */
class Query<T> implements PromiseLike<T> {
  runs = 0;
  limited: number | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  limit(n: number): this {
    this.limited = n;
    return this;
  }

  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.runs++;
    return this.work().then(onFulfilled, onRejected);
  }
}

/** As knex: with methods of its own that go through `then`. */
class FullQuery<T> extends Query<T> {
  catch<B>(onRejected: (reason: unknown) => B): Promise<T | B> {
    return this.then(null, onRejected);
  }
  finally(onFinally: () => void): Promise<T> {
    return this.then((value) => value).finally(onFinally);
  }
}

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    last: unknown;

    #note<Q>(query: Q): Q {
      this.last = query;
      return query;
    }
    @decorate
    finds<T>(value: T): Query<T> {
      return this.#note(new Query(async () => value));
    }
    @decorate
    fails(error: unknown): Query<never> {
      return this.#note(new Query(async () => Promise.reject(error)));
    }
    @decorate
    findsFully<T>(value: T): FullQuery<T> {
      return this.#note(new FullQuery(async () => value));
    }
    @decorate
    failsFully(error: unknown): FullQuery<never> {
      return this.#note(new FullQuery(async () => Promise.reject(error)));
    }
    @decorate
    throwsInThen(error: unknown): PromiseLike<never> {
      return {
        then: () => {
          throw error;
        },
      };
    }
    @decorate
    callsBackAtOnce<T>(value: T): { then(onFulfilled: (value: T) => unknown): unknown } {
      return { then: (onFulfilled) => void onFulfilled(value) };
    }
    @decorate
    chainsItself(): {
      then(onFulfilled: (value: string) => unknown): unknown;
      finally(onFinally: () => void): unknown;
    } {
      return this.#note({
        then: (onFulfilled) => onFulfilled('value'),
        finally(onFinally) {
          onFinally?.();
          return this;
        },
      });
    }
    @decorate
    frozen<T>(value: T): Readonly<Query<T>> {
      return this.#note(Object.freeze(new FrozenQuery(value)));
    }
    @decorate
    frozenPromise<T>(value: T): Promise<T> {
      return Object.freeze(Promise.resolve(value));
    }
    @decorate
    frozenSpecial<T>(value: T): Promise<Awaited<T>> {
      return Object.freeze(Special.resolve(value));
    }
    @decorate
    unreadable(): unknown {
      return {
        get then() {
          throw boom;
        },
      };
    }
  }
  return Subject;
};

class Special<T> extends Promise<T> {}

class FrozenQuery<T> extends Query<T> {
  constructor(value: T) {
    super(async () => value);
    Object.defineProperty(this, 'runs', { get: () => 0, set: () => undefined });
  }
}

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const finding = (does: string, use: (query: FullQuery<string>) => unknown): Use<Subject> => [
  does,
  'success',
  (subject) => use(subject.findsFully('row')),
];
const failing = (does: string, use: (query: FullQuery<never>) => unknown): Use<Subject> => [
  does,
  'failed',
  (subject) => use(subject.failsFully(boom)),
];

describe('a lazy query', () => {
  itIsUnchanged(subjectOf, [
    [
      'is the very same object, and can be chained',
      'success',
      async (subject) => {
        const query = subject.finds('row');
        const chained = query.limit(3);
        return [query === subject.last, chained === query, await query, query.limited, Object.keys(query)];
      },
    ],
    [
      'runs once for one await',
      'success',
      async (subject) => {
        const query = subject.finds('row');
        return [query.runs, await query, query.runs];
      },
    ],
    [
      'runs twice for two',
      'success',
      async (subject) => {
        const query = subject.finds('row');
        return [await query, await query, query.runs];
      },
    ],
    [
      'fails twice for two',
      'failed',
      async (subject) => {
        const query = subject.fails(boom);
        return [await seen(() => query), await seen(() => query), query.runs];
      },
    ],
    ['is returned from an async function', 'success', (subject) => (async () => subject.finds('row'))()],
    finding('then', (query) => query.then((row) => `${row}!`)),
    finding('catch', (query) => query.catch(() => 'not this')),
    finding('finally', (query) => query.finally(() => 'ignored')),
    failing('await that rejects', async (query) => await query),
    failing('catch that catches', (query) => query.catch((error) => ({ caught: error }))),
    failing('finally that rejects', (query) => query.finally(() => 'ignored')),
  ]);
});

describe('a peculiar thenable', () => {
  itIsUnchanged(subjectOf, [
    ['whose then throws', 'failed', async (subject) => await subject.throwsInThen(boom)],
    [
      'whose then throws, called by hand',
      'failed',
      (subject) => {
        try {
          return subject.throwsInThen(boom).then(() => 'not this');
        } catch (thrown) {
          return [thrown];
        }
      },
    ],
    [
      'that calls back at once and gives back nothing',
      'success',
      (subject) => {
        const heard: unknown[] = [];
        const given = subject.callsBackAtOnce('value').then((value) => heard.push(value));
        return [given, heard];
      },
    ],
    [
      'whose finally gives back itself',
      'success',
      async (subject) => {
        let calls = 0;
        const given = subject.chainsItself();
        const same = given.finally(() => calls++) === given;
        return [same, calls, await given];
      },
    ],
    [
      'that is frozen',
      'open',
      async (subject) => {
        const query = subject.frozen('row');
        return [query === subject.last, await query];
      },
    ],
    ['that is a frozen promise', 'success', (subject) => subject.frozenPromise('row')],
    ['that is a frozen promise of a class of its own', 'success', (subject) => subject.frozenSpecial('row')],
    [
      'that is a frozen promise of a class of its own, and rejects',
      'failed',
      (subject) => subject.frozenSpecial(Promise.reject(boom)),
    ],
    ['whose then cannot be read', 'success', (subject) => seen(() => subject.unreadable())],
  ]);
});

describe('a lazy query of a tracked method', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  class Tickets {
    seenBy: unknown[] = [];

    @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
    find(): Query<string> {
      return new Query(async () => {
        this.seenBy.push(currentTracker().span.spanContext().spanId);
        return 'row';
      });
    }
    @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
    lose(): FullQuery<never> {
      return new FullQuery(async () => Promise.reject(boom));
    }
  }

  it('keeps the span open until it has been run', async () => {
    const query = new Tickets().find();
    await new Promise(setImmediate);
    expect([query.runs, telemetry.spans().length]).toEqual([0, 0]);
    await query;
    expect([query.runs, telemetry.spans().length]).toEqual([1, 1]);
  });

  it('runs inside the span also once that has ended', async () => {
    const tickets = new Tickets();
    const query = tickets.find();
    const rows = [await query, await query];
    const { spanId } = telemetry.span('SELECT tickets').spanContext();
    expect([rows, tickets.seenBy]).toEqual([
      ['row', 'row'],
      [spanId, spanId],
    ]);
  });

  it('runs inside the span, whoever awaits it', async () => {
    const tickets = new Tickets();
    await tickets.find();
    expect(tickets.seenBy).toEqual([telemetry.span('SELECT tickets').spanContext().spanId]);
  });

  it("that fails is handled in the caller's own context", async () => {
    const tickets = new Tickets();
    const seenBy: unknown[] = [];
    const outer = await runUseCase('u', async (run) => {
      const note = (): void => void seenBy.push(currentTracker());
      await tickets.lose().then(undefined, note);
      await tickets.lose().catch(note);
      return run;
    });
    expect(seenBy).toEqual([outer, outer]);
  });

  it('hides what was put on it from those who list its keys', async () => {
    const query = new Tickets().find();
    await query;
    expect(JSON.stringify(query)).toBe(
      JSON.stringify(Object.assign(new Query(async () => 'row'), { runs: 1 })),
    );
  });
});
