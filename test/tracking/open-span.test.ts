import { trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { runUseCase, trackLlmCall, trackToolCall } from 'botanu';
import { openRuns } from '../../src/run/open-runs';
import { warningsOf } from '../support/telemetry';

const later = { then: (onFulfilled: (value: number) => unknown) => onFulfilled(1) };

describe('where a span processor of the application throws', () => {
  const nothing = async (): Promise<void> => {};
  beforeEach(() => {
    const onEnd = (): never => {
      throw new Error('not yours');
    };
    const processor = { onStart: () => {}, onEnd, forceFlush: nothing, shutdown: nothing };
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
  });
  afterEach(() => trace.disable());

  it.each<[string, () => unknown]>([
    ['a value', () => runUseCase('u', () => 1)],
    ['a promise', () => trackToolCall({ name: 't' }, async () => 1)],
    ['a thenable', () => trackLlmCall({ provider: 'openai', model: 'm' }, () => later)],
  ])('%s is what it was, and it is said once', async (_, call) => {
    const warnings = await warningsOf(async () => {
      expect(await call()).toBe(1);
      expect(await call()).toBe(1);
    });
    expect(warnings).toEqual([expect.stringContaining('not yours')]);
    expect(openRuns.size).toBe(0);
  });

  it("an error is the caller's own", () => {
    expect(() =>
      trackToolCall({ name: 't' }, () => {
        throw new Error('theirs');
      }),
    ).toThrow('theirs');
  });
});
