import { TrackLlm } from 'botanu';
import { setTimeout as pause } from 'node:timers/promises';
import type { Anywhere } from '../../support/every-decorator';
import { type Behaviour, startStreamingModel, type StreamingModel } from '../../support/streaming-model';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { itIsUnchanged, seen, type Use } from '../../support/unchanged-behaviour';

/** Calls that their caller's signal calls off. */
let model: StreamingModel;
beforeAll(async () => {
  model = await startStreamingModel();
});
afterAll(() => model.close());

const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    call(stream: boolean, signal: AbortSignal) {
      const request = { model: 'unanswered' satisfies Behaviour, messages: [] };
      return stream
        ? model.client.chat.completions.create({ ...request, stream: true }, { signal })
        : model.client.chat.completions.create(request, { signal });
    }
    @decorate
    helper(signal: AbortSignal) {
      return model.client.chat.completions.stream({ model: 'unanswered', messages: [] }, { signal });
    }
    @decorate
    async fetched(signal: AbortSignal): Promise<unknown> {
      return pause(60_000, undefined, { signal });
    }
    @decorate
    throws(): never {
      throw new DOMException('stop', 'AbortError');
    }
  }
  return Subject;
};

type Subject = InstanceType<ReturnType<typeof subjectOf>>;

const aborted = (use: (signal: AbortSignal) => unknown) => async (): Promise<unknown> => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const { thrown } = (await seen(() => use(controller.signal))) as { thrown: Error };
  return thrown.constructor.name;
};

const WAYS: readonly Use<Subject>[] = [
  ['a call', 'canceled', (subject) => aborted((signal) => subject.call(false, signal))()],
  ['a streamed call', 'canceled', (subject) => aborted((signal) => subject.call(true, signal))()],
  ['a helper', 'canceled', (subject) => aborted((signal) => subject.helper(signal).done())()],
  ['an async method', 'canceled', (subject) => aborted((signal) => subject.fetched(signal))()],
  ['a method', 'canceled', (subject) => seen(() => subject.throws())],
];

describe('what a signal calls off before there is an answer', () => itIsUnchanged(subjectOf, WAYS));

describe('the span of a call that a signal calls off', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  const Agent = subjectOf(TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' }));

  it.each(WAYS)('is canceled, and no error: %s', async (_, _ends, use) => {
    await use(new Agent());
    const { attributes, events, status } = telemetry.span('chat gpt-4o-mini');
    expect(attributes['botanu.operation.status']).toBe('canceled');
    expect(attributes).not.toHaveProperty(['error.type']);
    expect([status.code, events]).toEqual([0, []]);
  });
});
