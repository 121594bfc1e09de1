import { setTimeout as sleep } from 'node:timers/promises';
import {
  currentTracker,
  runUseCase,
  trackDbOperation,
  trackLlmCall,
  trackMessagingOperation,
  trackStorageOperation,
  trackToolCall,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

type Track = <R>(fn: (tracker: unknown) => R) => R;

describe.each<[string, Track]>([
  ['trackLlmCall', (fn) => trackLlmCall({}, fn)],
  ['trackToolCall', (fn) => trackToolCall({ name: 't' }, fn)],
  ['trackDbOperation', (fn) => trackDbOperation({}, fn)],
  ['trackStorageOperation', (fn) => trackStorageOperation({}, fn)],
  ['trackMessagingOperation', (fn) => trackMessagingOperation({}, fn)],
  ['runUseCase', (fn) => runUseCase('u', fn)],
])('%s', (_, track) => {
  const ended = (): number => telemetry.spans().length;

  it('hands over the tracker, which is the current one inside', () => {
    track((tracker) => expect(currentTracker()).toBe(tracker));
  });

  it.each([7, 'text', true, undefined, null, Symbol('s'), { a: 1 }, [1], () => 1])(
    'gives back %p as it is, at once',
    (value) => {
      expect(track(() => value)).toBe(value);
      expect(ended()).toBe(1);
    },
  );

  it('throws what the function throws, at once', () => {
    const error = new Error('theirs');
    expect(() =>
      track(() => {
        throw error;
      }),
    ).toThrow(error);
    expect(ended()).toBe(1);
  });

  it('gives a promise of the same class, and ends the span when it has settled', async () => {
    const promise = track(async () => {
      await sleep(1);
      expect(ended()).toBe(0);
      return 7;
    });
    expect(promise).toBeInstanceOf(Promise);
    expect(ended()).toBe(0);
    expect(await promise).toBe(7);
    expect(ended()).toBe(1);
  });

  it('rejects with the very same error', async () => {
    const error = new Error('theirs');
    await expect(track(() => Promise.reject(error))).rejects.toBe(error);
    expect(ended()).toBe(1);
  });

  it('gives back the very same object where it is a promise of another class', async () => {
    class LazyQuery extends Promise<number> {
      extra = 'kept';
    }
    const query = new LazyQuery((resolve) => resolve(7));
    const result = track(() => query);
    expect(result).toBe(query);
    expect(ended()).toBe(0);
    expect(await result).toBe(7);
    expect(ended()).toBe(1);
  });

  it('gives back the very same lazy thenable, and does not start it', async () => {
    let started = 0;
    const lazy = {
      then(resolve: (value: number) => unknown) {
        started += 1;
        return Promise.resolve(resolve(7));
      },
    };
    const result = track(() => lazy) as PromiseLike<number>;
    expect(result).toBe(lazy);
    await Promise.resolve();
    expect(started).toBe(0);
    expect(await result).toBe(7);
    expect(started).toBe(1);
    expect(ended()).toBe(1);
  });

  it('gives back the very same generator, whose steps see the tracker', () => {
    function* generate(tracker: unknown) {
      expect(currentTracker()).toBe(tracker);
      yield 1;
      expect(currentTracker()).toBe(tracker);
      yield 2;
    }
    const generator = track((tracker) => generate(tracker));
    expect(ended()).toBe(0);
    expect([...generator]).toEqual([1, 2]);
    expect(ended()).toBe(1);
  });
});

describe('names', () => {
  it('come from the function where none was given', () => {
    trackDbOperation({ system: 'pg' }, function select() {});
    runUseCase('Support', function handleTicket() {});
    expect(telemetry.span('SELECT')).toBeDefined();
    expect(telemetry.span('botanu.run/Support').attributes['botanu.workflow']).toBe('handleTicket');
  });

  it('are the use case where the function has none', () => {
    runUseCase('Support', () => 1);
    expect(telemetry.span('botanu.run/Support').attributes['botanu.workflow']).toBe('Support');
  });
});
