import { currentTracker, getRunId } from 'botanu';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { type Anywhere, EVERY_DECORATOR, undecorated } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { seen } from '../support/unchanged-behaviour';

const boom = new Error('boom');

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    value(): string {
      return 'value';
    }
    @decorate
    self(): this {
      return this;
    }
    @decorate
    throws(): never {
      throw boom;
    }
    @decorate
    async resolves(): Promise<string> {
      return 'value';
    }
    @decorate
    async rejects(): Promise<never> {
      throw boom;
    }
    @decorate
    *generator(): Generator<number, string> {
      yield 1;
      return 'end';
    }
    @decorate
    async *asyncGenerator(): AsyncGenerator<number> {
      yield 1;
      throw boom;
    }
    @decorate
    thenable(): PromiseLike<string> {
      return { then: (onFulfilled) => Promise.resolve('value').then(onFulfilled) };
    }
    @decorate
    tracks(): string {
      currentTracker().setTokens({ inputTokens: 1 }).addMetadata({ a: 1 }).emitOutcome('success');
      return 'tracked';
    }
  }
  return new Subject();
};

type Subject = ReturnType<typeof subjectOf>;

const USES: [string, (subject: Subject) => unknown][] = [
  ['a value', (subject) => subject.value()],
  ['this', (subject) => subject.self() === subject],
  ['a throw', (subject) => subject.throws()],
  ['a promise', (subject) => subject.resolves()],
  ['a rejection', (subject) => subject.rejects()],
  ['a generator', (subject) => [...subject.generator()]],
  [
    'an async generator',
    async (subject) => {
      const steps = subject.asyncGenerator();
      return [await steps.next(), await seen(() => steps.next()), await steps.next()];
    },
  ],
  ['a thenable', (subject) => subject.thenable()],
  ['what is said to the tracker', (subject) => subject.tracks()],
];

async function asItWas(decorate: Anywhere, use: (subject: Subject) => unknown): Promise<void> {
  const expected = await seen(() => use(subjectOf(undecorated)));
  expect(await seen(() => use(subjectOf(decorate)))).toEqual(expected);
  expect(getRunId()).toBeUndefined();
}

describe.each(EVERY_DECORATOR)('without any OpenTelemetry SDK, under %s', (_name, decorate) => {
  it.each(USES)('%s is as it was', (_, use) => asItWas(decorate(), use));
});

describe.each(EVERY_DECORATOR)('where nothing is sampled, under %s', (_name, decorate) => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry({ sampler: new AlwaysOffSampler() })));
  afterEach(() => telemetry.stop());

  it.each(USES)('%s is as it was', (_, use) => asItWas(decorate(), use));
});
