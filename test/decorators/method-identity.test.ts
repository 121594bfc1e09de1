import 'reflect-metadata';
import { BotanuUseCase, TrackTool } from 'botanu';
import { type Anywhere, EVERY_DECORATOR, stacked, undecorated } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

/** Hangs a property and a Reflect metadata key on a method, as frameworks do. */
const foreign =
  (key: PropertyKey, value: unknown): Anywhere =>
  (target: unknown, _second: unknown, descriptor?: PropertyDescriptor) => {
    const fn = (descriptor?.value ?? target) as object;
    Reflect.defineMetadata(key, value, fn);
    Object.defineProperty(fn, key, { value, enumerable: true, configurable: true, writable: true });
  };

const symbol = Symbol('symbol');

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    readonly #secret = 'secret';

    @decorate
    none(): unknown {
      return this;
    }
    @decorate
    three(a: number, b: number, c: number): unknown {
      return [this.#secret, a, b, c];
    }
    @decorate
    defaults(a: number, b = 2, ...rest: number[]): unknown {
      return [a, b, rest];
    }
    @decorate
    async later(a: unknown): Promise<unknown> {
      return a;
    }
    @decorate
    *generator(a: unknown): Generator {
      yield a;
    }
    @decorate
    [symbol](a: unknown): unknown {
      return a;
    }
    @decorate
    'with a space'(): void {}
    @decorate
    new(): void {}
  }
  return Subject;
};

const METHODS = ['none', 'three', 'defaults', 'later', 'generator', symbol, 'with a space', 'new'] as const;

describe.each(EVERY_DECORATOR)('a method under %s', (_name, decorate) => {
  const Twin = subjectOf(undecorated);
  const Subject = subjectOf(decorate());

  it.each(METHODS)('keeps name, length and place: %p', (key) => {
    const [actual, expected] = [Subject, Twin].map(({ prototype }) => {
      const { value, ...flags } = Object.getOwnPropertyDescriptor(prototype, key)!;
      const fn = value as (...args: unknown[]) => unknown;
      return {
        flags,
        name: Object.getOwnPropertyDescriptor(fn, 'name'),
        length: Object.getOwnPropertyDescriptor(fn, 'length'),
        keys: Object.keys(fn),
      };
    });
    expect(actual).toEqual(expected);
  });

  it.each(METHODS)('cannot be constructed: %p', (key) => {
    const method = Subject.prototype[key] as unknown as new () => unknown;
    expect(() => new method()).toThrow(TypeError);
    expect(() => Reflect.construct(Object, [], method)).toThrow(TypeError);
  });

  it('sees its own this, private members too', () => {
    const subject = new Subject();
    expect(subject.none()).toBe(subject);
    expect(subject.three(1, 2, 3)).toEqual(['secret', 1, 2, 3]);
  });

  it('leaves the class as it was', () => {
    expect(Subject.name).toBe('Subject');
    expect(Object.getOwnPropertyNames(Subject.prototype)).toEqual(Object.getOwnPropertyNames(Twin.prototype));
    expect(Reflect.ownKeys(new Subject())).toEqual(Reflect.ownKeys(new Twin()));
  });

  it.each<[string, (ours: Anywhere) => Anywhere]>([
    ['below', (ours) => stacked(ours, foreign('roles', ['admin']))],
    ['above', (ours) => stacked(foreign('roles', ['admin']), ours)],
    ['between two', (ours) => stacked(ours, foreign('roles', ['admin']), TrackTool('inner'))],
  ])('keeps what a decorator %s hangs on it', (_, order) => {
    const method = subjectOf(order(decorate())).prototype.none;
    expect(Reflect.getOwnMetadata('roles', method)).toEqual(['admin']);
    expect(method).toHaveProperty('roles', ['admin']);
  });

  it('keeps every key that decorators around it hang on it', () => {
    const around = stacked(
      foreign('path', '/tickets'),
      foreign(symbol, 1),
      decorate(),
      foreign('__guards__', ['AuthGuard']),
      BotanuUseCase('Another'),
      foreign('method', 'GET'),
    );
    const method = subjectOf(around).prototype.none;
    const keys = Reflect.getOwnMetadataKeys(method).filter((key) => !String(key).startsWith('botanu:'));
    expect(new Set(keys)).toEqual(new Set(['path', symbol, '__guards__', 'method']));
    expect(new Set(Reflect.ownKeys(method))).toEqual(
      new Set(['length', 'name', 'path', symbol, '__guards__', 'method']),
    );
  });

  it('keeps what a decorator below hangs on the methods of a decorated class', () => {
    @decorate()
    class Covered {
      @foreign('roles', ['admin'])
      method(): string {
        return 'method';
      }
    }
    expect(new Covered().method()).toBe('method');
    expect(telemetry.spans()).toHaveLength(1);
    expect(Reflect.getOwnMetadata('roles', Covered.prototype.method)).toEqual(['admin']);
    expect(Covered.prototype.method).toHaveProperty('roles', ['admin']);
  });
});

it('keeps a property of the method that cannot be changed', () => {
  const fixed: Anywhere = (target: unknown, _second: unknown, descriptor?: PropertyDescriptor) => {
    Object.defineProperty((descriptor?.value ?? target) as object, 'fixed', { value: 1 });
  };
  const method = subjectOf(stacked(TrackTool(), fixed)).prototype.none;
  expect(Object.getOwnPropertyDescriptor(method, 'fixed')).toMatchObject({ value: 1, writable: false });
});
