import { setTimeout as delay } from 'node:timers/promises';
import { type Anywhere, EVERY_DECORATOR, undecorated } from '../../support/every-decorator';
import { startTelemetry } from '../../support/telemetry';

/** Lets methods reject, with and without somebody who handles it; prints what the process heard of it. */
class Subclass<T> extends Promise<T> {}

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    async rejects(): Promise<never> {
      await delay(1);
      throw new Error('boom');
    }
    @decorate
    handsOn(promise: Promise<never>): Promise<never> {
      return promise;
    }
    @decorate
    subclass(): Subclass<never> {
      return new Subclass((_, reject) => setTimeout(reject, 1, new Error('boom')));
    }
    @decorate
    lazy(): PromiseLike<never> & { finally(onFinally: () => void): Promise<never> } {
      const work = (): Promise<never> => Promise.reject(new Error('boom'));
      return {
        then: (onFulfilled, onRejected) => work().then(onFulfilled, onRejected),
        finally: (onFinally) => work().finally(onFinally),
      };
    }
    @decorate
    async *generator(): AsyncGenerator<number> {
      yield 1;
      throw new Error('boom');
    }
  }
  return new Subject();
};

type Subject = ReturnType<typeof subjectOf>;

const nothing = (): void => undefined;
const secondStep = (subject: Subject): Promise<unknown> => {
  const generator = subject.generator();
  void generator.next();
  return generator.next();
};

const CALLS: Record<string, (subject: Subject) => unknown> = {
  'an async method, left alone': (subject) => void subject.rejects(),
  'an async method, awaited later': async (subject) => {
    const promise = subject.rejects();
    await delay(5);
    await promise.catch(nothing);
  },
  'an async method, caught': (subject) => subject.rejects().catch(nothing),
  'an async method, caught at one of two ends': (subject) => {
    const promise = subject.rejects();
    void promise.then(nothing);
    return promise.catch(nothing);
  },
  'an async method, with a finally only': (subject) => void subject.rejects().finally(nothing),
  'a promise that was handed on and caught': (subject) =>
    subject.handsOn(Promise.reject(new Error('boom'))).catch(nothing),
  'a promise that was handed on': (subject) => void subject.handsOn(Promise.reject(new Error('boom'))),
  'a subclass, left alone': (subject) => void subject.subclass(),
  'a subclass, caught': (subject) => subject.subclass().catch(nothing),
  'a subclass, with a finally only': (subject) => void subject.subclass().finally(nothing),
  'a lazy thenable, never run': (subject) => void subject.lazy(),
  'a lazy thenable, left alone after then': (subject) => void subject.lazy().then(nothing),
  'a lazy thenable, caught': (subject) => subject.lazy().then(nothing, nothing),
  'a lazy thenable, with a finally only': (subject) => void subject.lazy().finally(nothing),
  'a lazy thenable, caught after finally': (subject) => subject.lazy().finally(nothing).catch(nothing),
  'a step of an async generator, left alone': (subject) => void secondStep(subject),
  'a step of an async generator, caught': (subject) => secondStep(subject).catch(nothing),
};

/** What the process heard, in order. */
export type Heard = ('unhandled' | 'handled after all')[];

async function heardOf(decorate: Anywhere, call: (subject: Subject) => unknown): Promise<Heard> {
  const heard: Heard = [];
  const unhandled = (): void => void heard.push('unhandled');
  const handled = (): void => void heard.push('handled after all');
  process.on('unhandledRejection', unhandled).on('rejectionHandled', handled);
  await call(subjectOf(decorate));
  await delay(10);
  process.off('unhandledRejection', unhandled).off('rejectionHandled', handled);
  return heard;
}

async function main(): Promise<void> {
  startTelemetry();
  const heard: Record<string, Record<string, Heard>> = {};
  for (const [name, decorate] of [...EVERY_DECORATOR, ['nothing', () => undecorated] as const]) {
    const entries = Object.entries(CALLS).map(([what, call]) => [what, call] as const);
    const ofDecorator: Record<string, Heard> = {};
    for (const [what, call] of entries) ofDecorator[what] = await heardOf(decorate(), call);
    heard[name] = ofDecorator;
  }
  process.stdout.write(JSON.stringify(heard));
}

void main();
