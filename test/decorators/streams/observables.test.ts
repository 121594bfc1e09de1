import { setImmediate as nextTurn } from 'node:timers/promises';
import { BotanuUseCase, currentTracker, getRunId, TrackTool } from 'botanu';
import {
  defer,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  range,
  retry,
  Subject as RxSubject,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import type { Anywhere } from '../../support/every-decorator';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

const boom = new Error('boom');

class Special<T> extends Observable<T> {
  readonly special = true;
}

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    subscriptions = 0;

    @decorate
    counts(): Observable<number> {
      return timer(0, 1).pipe(
        take(3),
        map((n) => n + 1),
      );
    }
    @decorate
    atOnce(to: number): Observable<number> {
      return range(1, to);
    }
    @decorate
    async resolves(): Promise<Observable<number>> {
      return of(1, 2);
    }
    @decorate
    fails(): Observable<number> {
      return new Observable((subscriber) => {
        subscriber.next(1);
        subscriber.error(boom);
      });
    }
    @decorate
    failsAtFirst(): Observable<number> {
      return defer(() => (++this.subscriptions === 1 ? throwError(() => boom) : of(7)));
    }
    @decorate
    same<T extends Observable<number>>(observable: T): T {
      return observable;
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const all = <T>(observable: Observable<T>): Promise<T[]> => lastValueFrom(observable.pipe(toArray()));

const WAYS: readonly Use<Subject>[] = [
  ['read to its end', 'success', (subject) => all(subject.counts())],
  ['that is there at once', 'success', (subject) => all(subject.atOnce(3))],
  ['that an async method resolves to', 'success', async (subject) => all(await subject.resolves())],
  ['empty', 'success', (subject) => all(subject.atOnce(0))],
  ['that fails', 'failed', (subject) => seen(() => all(subject.fails()))],
  ['of which the first is enough', 'abandoned', (subject) => firstValueFrom(subject.counts())],
  [
    'that would go on for ever, cut short',
    'abandoned',
    (subject) => all(subject.atOnce(Number.MAX_SAFE_INTEGER).pipe(take(2))),
  ],
  [
    'unsubscribed from',
    'abandoned',
    (subject) => {
      const subscription = subject.same(NEVER).subscribe();
      subscription.unsubscribe();
      return subscription.closed;
    },
  ],
  [
    'subscribed to twice',
    'success',
    async (subject) => {
      const observable = subject.counts();
      return [await all(observable), await all(observable)];
    },
  ],
  ['tried again after it failed', 'failed', (subject) => all(subject.failsAtFirst().pipe(retry(1)))],
  [
    'of a class of its own',
    'success',
    (subject) => {
      const observable = subject.same(new Special<number>((subscriber) => subscriber.complete()));
      return all(observable);
    },
  ],
  [
    'a subject, which is handed on as it is',
    'success',
    (subject) => {
      const rx = new RxSubject<number>();
      return subject.same(rx) === rx;
    },
  ],
  [
    'is the very same object, with what its class has',
    'success',
    (subject) => {
      const special = new Special<number>((subscriber) => subscriber.complete());
      const returned = subject.same(special);
      returned.subscribe();
      return [returned === special, returned.special, Object.keys(returned)];
    },
  ],
  [
    'of which one of two subscribers leaves',
    'success',
    (subject) => {
      const source = new RxSubject<number>();
      const observable = subject.same(source.asObservable());
      const heard: unknown[] = [];
      const first = observable.subscribe((value) => heard.push(['first', value]));
      observable.subscribe({
        next: (value) => heard.push(['second', value]),
        complete: () => heard.push('end'),
      });
      source.next(1);
      first.unsubscribe();
      source.next(2);
      source.complete();
      return heard;
    },
  ],
  [
    'that both of two subscribers leave',
    'abandoned',
    (subject) => {
      const source = new RxSubject<number>();
      const observable = subject.same(source.asObservable());
      for (const subscription of [observable.subscribe(), observable.subscribe()]) subscription.unsubscribe();
      return source.observed;
    },
  ],
  [
    'that a loop goes over',
    'success',
    async (subject) => {
      const heard: number[] = [];
      await subject.counts().forEach((value) => heard.push(value));
      return heard;
    },
  ],
  ['that is frozen', 'open', (subject) => all(subject.same(Object.freeze(of(1, 2))))],
  [
    'is an observable',
    'success',
    async (subject) => {
      const observable = subject.counts();
      return [observable instanceof Observable, await all(observable)];
    },
  ],
];

describe('an observable', () => itIsUnchanged(subjectOf, WAYS));

describe('the context of an observable', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  class Agent {
    inside: unknown[] = [];

    @TrackTool('inner')
    steps(): Observable<number> {
      return new Observable((subscriber) => {
        this.inside.push(currentTracker());
        void nextTurn().then(() => {
          this.inside.push(currentTracker());
          subscriber.next(1);
          subscriber.complete();
        });
        return () => this.inside.push(currentTracker());
      });
    }

    @TrackTool('consumer')
    async consume(): Promise<unknown[]> {
      const outside: unknown[] = [currentTracker()];
      await new Promise<void>((resolve) =>
        this.steps().subscribe({
          next: () => outside.push(currentTracker()),
          complete: () => resolve(void outside.push(currentTracker())),
        }),
      );
      return outside;
    }

    @BotanuUseCase('Customer Support')
    handle(): Observable<string | undefined> {
      return defer(() => timer(1)).pipe(map(() => getRunId()));
    }
  }

  it('is its own inside, and its subscriber keeps its own', async () => {
    const agent = new Agent();
    const outside = await agent.consume();
    expect(new Set(outside).size).toBe(1);
    expect(agent.inside[0]).not.toBe(outside[0]);
    expect(agent.inside.slice(0, 2)).toEqual([agent.inside[0], agent.inside[0]]);
    const span = telemetry.span('execute_tool inner');
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span('execute_tool consumer').spanContext().spanId);
  });

  it('is its run, where it is subscribed to after the method returned', async () => {
    const observable = new Agent().handle();
    await nextTurn();
    const runId = await lastValueFrom(observable);
    expect(runId).toBe(telemetry.span('botanu.run/Customer Support').attributes['botanu.run_id']);
  });
});
