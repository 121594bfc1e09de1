import type { Anywhere } from '../support/every-decorator';
import { itIsUnchanged, seen, type Use } from '../support/unchanged-behaviour';

const boom = new Error('boom');
const instance = { an: 'instance' };
const promise = Promise.resolve('early');
const functionValue = (): string => 'called';

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    gives<T>(value: T): T {
      return value;
    }
    @decorate
    throws(error: unknown): never {
      throw error;
    }
    @decorate
    async resolves<T>(value: T): Promise<T> {
      await Promise.resolve();
      return value;
    }
    @decorate
    async rejects(error: unknown): Promise<never> {
      await Promise.resolve();
      throw error;
    }
    @decorate
    later<T>(value: T): Promise<T> {
      return new Promise((resolve) => setTimeout(resolve, 1, value));
    }
    @decorate
    givesPromise<T>(given: Promise<T>): Promise<T> {
      return given;
    }
    /** As clients do that hang methods of their own on the promise they hand out. */
    @decorate
    givesPromiseWithMethods(): Promise<string> & { json(): Promise<unknown>; [Symbol.species]: string } {
      const text = Promise.resolve('{"a":1}');
      const json = async (): Promise<unknown> => JSON.parse(await text) as unknown;
      return Object.assign(text, { json, [Symbol.species]: 'kept' });
    }
    @decorate
    self(): this {
      return this;
    }
    @decorate
    args(first: unknown, second = 'default', ...rest: unknown[]): unknown[] {
      return [first, second, rest, arguments.length];
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

class OddError {
  get name(): string {
    throw new Error('do not look at me');
  }
  get message(): string {
    throw new Error('nor at this');
  }
}

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const unreadable = revoked();
const odd = new OddError();

const gives = (what: string, value: unknown): Use<Subject> => [
  `gives back ${what} as it is, synchronously`,
  'success',
  (subject) => ({ same: subject.gives(value) === value }),
];

const throwsSync = (what: string, error: unknown): Use<Subject> => [
  `throws ${what}, synchronously`,
  'failed',
  (subject) => {
    try {
      return subject.throws(error);
    } catch (thrown) {
      return { same: Object.is(thrown, error) };
    }
  },
];

const rejectsWith = (what: string, error: unknown): Use<Subject> => [
  `rejects with ${what}`,
  'failed',
  (subject) =>
    subject.rejects(error).then(undefined, (thrown: unknown) => ({ same: Object.is(thrown, error) })),
];

describe('a value', () => {
  itIsUnchanged(subjectOf, [
    gives('undefined', undefined),
    gives('null', null),
    gives('zero', 0),
    gives('a text', 'text'),
    gives('a symbol', Symbol('s')),
    gives('an object', instance),
    gives('a frozen object', Object.freeze({ a: 1 })),
    gives('an object without a prototype', Object.create(null)),
    gives('an array', [1, 2]),
    gives('a function', functionValue),
    gives('an iterator that is no generator', [1, 2][Symbol.iterator]()),
    gives('an object whose then is no function', { then: 'later' }),
    ['keeps this', 'success', (subject) => ({ same: subject.self() === subject })],
    ['passes its arguments on', 'success', (subject) => subject.args(1, undefined, 3, 4)],
    ['passes on that there are none', 'success', (subject) => (subject.args as () => unknown)()],
  ]);
});

describe('a throw', () => {
  itIsUnchanged(subjectOf, [
    throwsSync('an error', boom),
    throwsSync('a frozen error', Object.freeze(new Error('frozen'))),
    throwsSync('undefined', undefined),
    throwsSync('a text', 'text'),
    throwsSync('a symbol', Symbol('s')),
    throwsSync('an object without a prototype', Object.create(null)),
    throwsSync('an error that cannot be read', odd),
    throwsSync('a revoked proxy', unreadable),
  ]);
});

describe('a native promise', () => {
  itIsUnchanged(subjectOf, [
    ['resolves', 'success', (subject) => subject.resolves('value')],
    ['resolves later', 'success', (subject) => subject.later('value')],
    ['resolves to undefined', 'success', (subject) => subject.resolves(undefined)],
    ['is still a native promise', 'success', (subject) => isPlainPromise(subject.resolves(1))],
    [
      'is still a native promise where it is handed on',
      'success',
      (subject) => isPlainPromise(subject.givesPromise(promise)),
    ],
    ['resolves where it is handed on', 'success', (subject) => subject.givesPromise(promise)],
    ['keeps methods of its own', 'success', (subject) => subject.givesPromiseWithMethods().json()],
    ['resolves beside methods of its own', 'success', (subject) => subject.givesPromiseWithMethods()],
    [
      'keeps keys of its own',
      'success',
      async (subject) => {
        const given = subject.givesPromiseWithMethods();
        await given;
        return Object.keys(given);
      },
    ],
    [
      'keeps a symbol of its own',
      'success',
      async (subject) => {
        const given = subject.givesPromiseWithMethods();
        await given;
        return given[Symbol.species];
      },
    ],
    rejectsWith('an error', boom),
    rejectsWith('undefined', undefined),
    rejectsWith('an error that cannot be read', odd),
    rejectsWith('a revoked proxy', unreadable),
    ['rejects through await', 'failed', async (subject) => await subject.rejects(boom)],
    [
      'rejects through catch',
      'failed',
      (subject) => subject.rejects(boom).catch((error: unknown) => ({ caught: error })),
    ],
    ['rejects through finally', 'failed', (subject) => subject.rejects(boom).finally(() => 'ignored')],
    [
      'rejects through Promise.allSettled',
      'failed',
      (subject) => Promise.allSettled([subject.rejects(boom)]),
    ],
    [
      'rejects where it is handed on',
      'failed',
      (subject) => seen(() => subject.givesPromise(Promise.reject(boom))),
    ],
    [
      'is read twice',
      'success',
      async (subject) => {
        const given = subject.resolves(1);
        return [await given, await given];
      },
    ],
    [
      'rejects to two readers',
      'failed',
      async (subject) => {
        const given = subject.rejects(boom);
        return [await seen(() => given), await seen(() => given)];
      },
    ],
  ]);
});

const isPlainPromise = async (given: Promise<unknown>): Promise<unknown> => {
  await given;
  return [
    given instanceof Promise,
    given.constructor === Promise,
    Object.getPrototypeOf(given) === Promise.prototype,
  ];
};
