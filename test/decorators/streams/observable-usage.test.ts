import { TrackLlm } from 'botanu';
import { from, lastValueFrom, type Observable, Subject as RxSubject, toArray } from 'rxjs';
import { startTelemetry, type Telemetry } from '../../support/telemetry';

const all = <T>(observable: Observable<T>): Promise<T[]> => lastValueFrom(observable.pipe(toArray()));

describe('the span of a model call that answers in an observable', () => {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  class Agent {
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    chunks(): Observable<object> {
      return from([
        { object: 'chat.completion.chunk', id: 'c', model: 'm', choices: [{ finish_reason: 'stop' }] },
        { object: 'chat.completion.chunk', choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
      ]);
    }
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    hot(source: RxSubject<object>): Observable<object> {
      return source.asObservable();
    }
    @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
    response(): Observable<object> {
      return from([
        { object: 'chat.completion', choices: [], usage: { prompt_tokens: 7, completion_tokens: 3 } },
      ]);
    }
  }
  const usage = { 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 3 };

  it('has the usage of its chunks', async () => {
    await all(new Agent().chunks());
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject({
      ...usage,
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
    });
  });

  /** As LangChain's models stream: what the chunks count adds up, and each looks like an answer. */
  const part = (input_tokens: number, output_tokens: number): object => ({
    content: '',
    response_metadata: {},
    tool_calls: [],
    usage_metadata: { input_tokens, output_tokens },
  });
  const parts = (): object[] => [part(5, 0), part(2, 3)];

  it.each([1, 2])(
    'has the usage of all its chunks once, whose last looks like an answer (%d subscribers)',
    (count) => {
      const source = new RxSubject<object>();
      const observable = new Agent().hot(source);
      for (let i = 0; i < count; i++) observable.subscribe();
      for (const each of parts()) source.next(each);
      source.complete();
      expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject(usage);
    },
  );

  it('has the usage of what came after the first of two subscribers left', () => {
    const source = new RxSubject<object>();
    const observable = new Agent().hot(source);
    const first = observable.subscribe();
    observable.subscribe();
    source.next(part(5, 0));
    first.unsubscribe();
    source.next(part(2, 3));
    source.complete();
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject(usage);
  });

  it('has the usage of one whole response, which is no stream', async () => {
    await all(new Agent().response());
    expect(telemetry.span('chat gpt-4o-mini').attributes).toMatchObject(usage);
    expect(telemetry.span('chat gpt-4o-mini').attributes).not.toHaveProperty(['gen_ai.request.stream']);
  });
});
