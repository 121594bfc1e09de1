import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { type LLMTracker, startLlmCall, TrackLlm, trackLlmCall, trackToolCall, withAttempt } from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  await telemetry.stop();
  restoreSettings();
});

const START = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'botanu.vendor': 'openai',
};

const call = { provider: 'openai', model: 'gpt-4o' };

/** The one span of a call in which the tracker was used, without what it has from its start. */
function recordedBy(use: (tracker: LLMTracker) => unknown) {
  trackLlmCall(call, (tracker) => void use(tracker));
  return ownAttributes();
}

function ownAttributes() {
  const { attributes } = telemetry.span('chat gpt-4o');
  expect(attributes).toMatchObject(START);
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !(key in START)));
}

describe('the span of a model call', () => {
  it('has its name, its kind and its start attributes, and nothing else', () => {
    trackLlmCall(call, () => 'text');
    const span = telemetry.span('chat gpt-4o');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual(START);
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.events).toEqual([]);
    expect(span.instrumentationScope.name).toBe('botanu');
  });

  it('has what else was given', () => {
    trackLlmCall(
      { ...call, operation: 'embeddings', clientRequestId: 'req-1', attributes: { 'app.shard': 3 } },
      () => 1,
    );
    expect(telemetry.span('embeddings gpt-4o').attributes).toEqual({
      ...START,
      'gen_ai.operation.name': 'embeddings',
      'botanu.vendor.client_request_id': 'req-1',
      'app.shard': 3,
    });
  });

  it('goes by what there is, where provider and model are missing, and says so once each', async () => {
    const warnings = await warningsOf(() => {
      trackLlmCall({}, () => 1);
      trackLlmCall({}, () => 1);
    });
    expect(telemetry.spans().map(({ name, attributes }) => [name, attributes])).toEqual([
      ['chat', { 'gen_ai.operation.name': 'chat' }],
      ['chat', { 'gen_ai.operation.name': 'chat' }],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('trackLlmCall has no provider'),
      expect.stringContaining('trackLlmCall has no model'),
    ]);
  });

  it('leaves out a text that is none', async () => {
    const warnings = await warningsOf(() =>
      trackLlmCall({ ...call, clientRequestId: 42 as unknown as string }, () => 1),
    );
    expect(ownAttributes()).toEqual({});
    expect(warnings).toHaveLength(1);
  });
});

describe('setTokens', () => {
  it('writes every count under the name of the conventions and of the cost engine', () => {
    expect(
      recordedBy((tracker) =>
        tracker.setTokens({
          inputTokens: 1_000,
          outputTokens: 200,
          cachedTokens: 30,
          cacheReadTokens: 40,
          cacheWriteTokens: 50,
          cacheWrite5mTokens: 20,
          cacheWrite1hTokens: 30,
          reasoningTokens: 60,
          inputAudioTokens: 1,
          outputAudioTokens: 2,
          outputImageTokens: 3,
          acceptedPredictionTokens: 4,
          rejectedPredictionTokens: 5,
          webSearches: 6,
          searchUnits: 7,
          audioSeconds: 8.5,
          characters: 9,
        }),
      ),
    ).toEqual({
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.cache_creation.input_tokens': 50,
      'gen_ai.usage.reasoning.output_tokens': 60,
      'botanu.usage.cached_tokens': 30,
      'botanu.usage.cache_read_tokens': 40,
      'botanu.usage.cache_write_tokens': 50,
      'botanu.usage.cache_write_5m_tokens': 20,
      'botanu.usage.cache_write_1h_tokens': 30,
      'botanu.usage.input_audio_tokens': 1,
      'botanu.usage.output_audio_tokens': 2,
      'botanu.usage.output_image_tokens': 3,
      'botanu.usage.accepted_prediction_tokens': 4,
      'botanu.usage.rejected_prediction_tokens': 5,
      'botanu.usage.web_searches': 6,
      'botanu.usage.search_units': 7,
      'botanu.usage.audio_seconds': 8.5,
      'botanu.usage.characters': 9,
    });
  });

  it('names cache writes as the newest conventions do, where that is asked for', () => {
    changeSettings({ semconv: 'latest' });
    expect(recordedBy((tracker) => tracker.setTokens({ cacheReadTokens: 1, cacheWriteTokens: 2 }))).toEqual({
      'gen_ai.usage.cache_read.input_tokens': 1,
      'gen_ai.usage.cache_write.input_tokens': 2,
      'botanu.usage.cache_read_tokens': 1,
      'botanu.usage.cache_write_tokens': 2,
    });
  });

  it('writes nothing for what nobody reported: absent is not zero', () => {
    expect(recordedBy((tracker) => tracker.setTokens({ inputTokens: undefined }))).toEqual({});
  });

  it('writes a total of zero, but no part of zero', () => {
    expect(
      recordedBy((tracker) =>
        tracker.setTokens({
          inputTokens: 0,
          outputTokens: 0,
          cachedTokens: 0,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          reasoningTokens: 0,
          webSearches: 0,
          audioSeconds: 0,
        }),
      ),
    ).toEqual({ 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 });
  });

  it.each([-1, NaN, Infinity, 1.5, '12', null, {}, 2 ** 53])(
    'leaves out an inputTokens of %p and keeps the rest',
    async (count) => {
      let attributes;
      const warnings = await warningsOf(() => {
        attributes = recordedBy((tracker) => {
          for (let i = 0; i < 2; i++) tracker.setTokens({ inputTokens: count as number, outputTokens: 7 });
        });
      });
      expect(attributes).toEqual({ 'gen_ai.usage.output_tokens': 7 });
      expect(warnings).toEqual(
        count === null ? [] : [expect.stringContaining('inputTokens must be a whole number from 0 up')],
      );
    },
  );

  it('keeps per field the last call, and what that leaves out', () => {
    expect(
      recordedBy((tracker) =>
        tracker.setTokens({ inputTokens: 1, outputTokens: 2 }).setTokens({ inputTokens: 3 }),
      ),
    ).toEqual({ 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 2 });
  });
});

describe('the other setters', () => {
  it.each<[string, (tracker: LLMTracker) => unknown, object]>([
    ['setRequestId(id)', (t) => t.setRequestId('req-1'), { 'botanu.vendor.request_id': 'req-1' }],
    [
      'setRequestId(ids)',
      (t) => t.setRequestId({ providerRequestId: 'p' }).setRequestId({ clientRequestId: 'c' }),
      { 'botanu.vendor.request_id': 'p', 'botanu.vendor.client_request_id': 'c' },
    ],
    [
      'setResponseModel',
      (t) => t.setResponseModel('gpt-4o-2024'),
      { 'gen_ai.response.model': 'gpt-4o-2024' },
    ],
    [
      'setFinishReason(one)',
      (t) => t.setFinishReason('stop'),
      { 'gen_ai.response.finish_reasons': ['stop'] },
    ],
    [
      'setFinishReason(several)',
      (t) => t.setFinishReason('length').setFinishReason(['stop', 'stop']),
      { 'gen_ai.response.finish_reasons': ['stop', 'stop'] },
    ],
    [
      'setStreaming()',
      (t) => t.setStreaming(),
      { 'gen_ai.request.stream': true, 'botanu.request.streaming': true },
    ],
    ['setStreaming(false)', (t) => t.setStreaming(false), {}],
    [
      'setStreaming() and back',
      (t) => t.setStreaming().setStreaming(false),
      { 'gen_ai.request.stream': false, 'botanu.request.streaming': false },
    ],
    ['setCacheHit()', (t) => t.setCacheHit(), { 'botanu.request.cache_hit': true }],
    ['setCacheHit(false)', (t) => t.setCacheHit(false), { 'botanu.request.cache_hit': false }],
    ['setAttempt(2)', (t) => t.setAttempt(2), { 'botanu.request.attempt': 2 }],
    ['setAttempt(1)', (t) => t.setAttempt(1), {}],
    [
      'setRequestParams',
      (t) =>
        t.setRequestParams({
          temperature: 0.2,
          topP: 0.9,
          topK: 40,
          maxTokens: 1_000,
          seed: -7,
          stopSequences: ['\n', 'END'],
          frequencyPenalty: -0.5,
          presencePenalty: 0,
        }),
      {
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.request.top_k': 40,
        'gen_ai.request.max_tokens': 1_000,
        'gen_ai.request.seed': -7,
        'gen_ai.request.stop_sequences': ['\n', 'END'],
        'gen_ai.request.frequency_penalty': -0.5,
        'gen_ai.request.presence_penalty': 0,
      },
    ],
    [
      'setRequestParams, twice',
      (t) => t.setRequestParams({ temperature: 1, topP: 1 }).setRequestParams({ temperature: 0 }),
      { 'gen_ai.request.temperature': 0, 'gen_ai.request.top_p': 1 },
    ],
    ['addMetadata', (t) => t.addMetadata({ prompt: 'v2' }), { 'botanu.prompt': 'v2' }],
  ])('%s', (_, use, expected) => {
    expect(recordedBy(use)).toEqual(expected);
  });

  it('leave out what is not what it should be, with one warning each, and keep the rest', async () => {
    let attributes;
    const bad = 42 as never;
    const warnings = await warningsOf(() => {
      attributes = recordedBy((tracker) =>
        tracker
          .setRequestId(bad)
          .setResponseModel(bad)
          .setFinishReason(['stop', bad])
          .setStreaming('yes' as never)
          .setCacheHit(1 as never)
          .setAttempt(-1)
          .setRequestParams({ temperature: NaN, stopSequences: 'END' as never, topP: 0.5 })
          .setRequestParams({ temperature: '1' as never }),
      );
    });
    expect(attributes).toEqual({ 'gen_ai.request.top_p': 0.5 });
    expect(warnings.map((warning) => /(\w+) must be/.exec(warning)![1])).toEqual([
      'providerRequestId',
      'model',
      'finishReason',
      'streaming',
      'cacheHit',
      'attempt',
      'temperature',
      'stopSequences',
    ]);
  });
});

describe('a call in a retry', () => {
  it.each([
    [1, undefined],
    [2, 2],
    [5, 5],
  ])('with attempt %p is stamped with %p', async (attempt, stamped) => {
    await withAttempt(attempt, async () => {
      await Promise.resolve();
      trackLlmCall(call, () => 1);
    });
    expect(telemetry.span('chat gpt-4o').attributes['botanu.request.attempt']).toBe(stamped);
  });

  it('takes the innermost attempt, and gives back what the function gives', () => {
    expect(withAttempt(2, () => withAttempt(3, () => trackLlmCall(call, () => 7)))).toBe(7);
    expect(ownAttributes()).toEqual({ 'botanu.request.attempt': 3 });
  });

  it.each([0, -1, 1.5, NaN, '2'])(
    'without a sensible attempt (%p) runs unstamped, with one warning',
    async (attempt) => {
      const warnings = await warningsOf(() => {
        expect(withAttempt(attempt as number, () => trackLlmCall(call, () => 7))).toBe(7);
      });
      expect(warnings).toEqual([expect.stringContaining('whole number from 1 up')]);
      expect(ownAttributes()).toEqual({});
    },
  );

  it.each([1, 4])('is of the attempt that its tracker was told: %p', (attempt) => {
    withAttempt(2, () => trackLlmCall(call, (llm) => llm.setAttempt(3).setAttempt(attempt)));
    expect(ownAttributes()).toEqual({ 'botanu.request.attempt': attempt });
  });

  it('that is started by hand is stamped, and a tool is not', () => {
    withAttempt(2, () => {
      startLlmCall(call).end();
      trackToolCall({ name: 'look' }, () => 1);
    });
    expect(ownAttributes()).toEqual({ 'botanu.request.attempt': 2 });
    expect(telemetry.span('execute_tool look').attributes).not.toHaveProperty(['botanu.request.attempt']);
  });
});

const completion = () => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  service_tier: 'default',
  _request_id: 'req-header-1',
  choices: [{ finish_reason: 'stop' }, { finish_reason: 'length' }],
  usage: {
    prompt_tokens: 1_000,
    completion_tokens: 200,
    total_tokens: 1_200,
    prompt_tokens_details: { cached_tokens: 400, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 150, audio_tokens: 0 },
  },
});

const READ = {
  'gen_ai.response.id': 'chatcmpl-1',
  'botanu.vendor.request_id': 'req-header-1',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.response.finish_reasons': ['stop', 'length'],
  'gen_ai.usage.input_tokens': 1_000,
  'gen_ai.usage.output_tokens': 200,
  'gen_ai.usage.cache_read.input_tokens': 400,
  'gen_ai.usage.reasoning.output_tokens': 150,
  'botanu.usage.cache_read_tokens': 400,
  'openai.response.service_tier': 'default',
};

describe('a chat completion', () => {
  it('is read from what the call gives back, sync or not', async () => {
    const response = completion();
    expect(trackLlmCall(call, () => response)).toBe(response);
    expect(ownAttributes()).toEqual(READ);
    expect(response).toEqual(completion());

    await trackLlmCall({ ...call, model: 'later' }, async () => completion());
    expect(telemetry.span('chat later').attributes).toMatchObject(READ);
  });

  it('is read by hand', () => {
    using tracker = startLlmCall(call);
    tracker.recordResponse(completion());
    tracker.end();
    expect(ownAttributes()).toEqual(READ);
  });

  it("has the body's id as the request's where there is no header", () => {
    const { _request_id: _, ...body } = completion();
    trackLlmCall(call, () => body);
    expect(ownAttributes()).toEqual({ ...READ, 'botanu.vendor.request_id': 'chatcmpl-1' });
  });

  it("of another provider's has its service tier under botanu.usage", () => {
    trackLlmCall({ provider: 'groq', model: 'llama' }, completion);
    const { attributes } = telemetry.span('chat llama');
    expect(attributes['botanu.usage.service_tier']).toBe('default');
    expect(attributes).not.toHaveProperty(['openai.response.service_tier']);
  });

  it('does not overrule what was set by hand', () => {
    trackLlmCall(call, (tracker) => {
      tracker
        .setTokens({ inputTokens: 500 })
        .setRequestId('mine')
        .setResponseModel('mine')
        .setFinishReason('mine');
      return completion();
    });
    expect(ownAttributes()).toEqual({
      ...READ,
      'gen_ai.usage.input_tokens': 500,
      'botanu.vendor.request_id': 'mine',
      'gen_ai.response.model': 'mine',
      'gen_ai.response.finish_reasons': ['mine'],
    });
  });

  it('counts where what was set by hand is no count', async () => {
    await warningsOf(() =>
      trackLlmCall(call, (tracker) => {
        tracker.setTokens({ inputTokens: -1, outputTokens: 1.5 });
        return completion();
      }),
    );
    expect(ownAttributes()).toEqual(READ);
  });

  it('that two tracked methods hand on is recorded once, by the inner one', () => {
    class Model {
      @TrackLlm({ provider: 'openai', model: 'outer' })
      outer() {
        return new Inner().inner();
      }
    }
    class Inner {
      @TrackLlm({ provider: 'openai', model: 'inner' })
      inner() {
        return completion();
      }
    }
    new Model().outer();
    expect(telemetry.span('chat inner').attributes).toMatchObject(READ);
    expect(Object.keys(telemetry.span('chat outer').attributes)).toEqual(Object.keys(START));
  });

  it.each<[string, Parameters<typeof trackLlmCall>[0]['usage'], Parameters<typeof trackLlmCall>[0]['usage']]>(
    [
      ['the inner one has a usage function', () => ({ inputTokens: 5 }), 'auto'],
      ['the outer one has a usage function', 'auto', () => ({ inputTokens: 5 })],
      ['both have', () => ({ inputTokens: 5 }), () => ({ inputTokens: 6 })],
    ],
  )('is recorded once, too, where %s', (_, inner, outer) => {
    trackLlmCall({ ...call, model: 'outer', usage: outer }, () =>
      trackLlmCall({ ...call, model: 'inner', usage: inner }, completion),
    );
    expect(telemetry.span('chat inner').attributes).toHaveProperty(['gen_ai.usage.input_tokens']);
    expect(telemetry.span('chat outer').attributes).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  });

  it('is not read with usage: false', () => {
    trackLlmCall({ ...call, usage: false }, completion);
    expect(ownAttributes()).toEqual({});
  });

  it('is read by the usage function alone, where there is one', async () => {
    class Model {
      factor = 2;
      @TrackLlm({
        provider: 'openai',
        model: 'gpt-4o',
        usage(result, prompt) {
          return { inputTokens: prompt.length * this.factor, outputTokens: result.usage.completion_tokens };
        },
      })
      async complete(_prompt: string) {
        return completion();
      }
    }
    await new Model().complete('abc');
    expect(ownAttributes()).toEqual({ 'gen_ai.usage.input_tokens': 6, 'gen_ai.usage.output_tokens': 200 });
  });

  it('has no usage where the usage function gives none or throws, which is said once', async () => {
    const warnings = await warningsOf(() => {
      trackLlmCall({ ...call, usage: () => undefined }, completion);
      const broken = () => {
        throw new Error('not there');
      };
      for (let i = 0; i < 2; i++)
        expect(trackLlmCall({ ...call, usage: broken }, completion)).toEqual(completion());
    });
    expect(warnings).toEqual([expect.stringContaining('A usage function threw (Error: not there)')]);
    for (const { attributes } of telemetry.spans()) expect(attributes).toEqual(START);
  });

  it('has what the provider says that it charged', () => {
    const usage = { prompt_tokens: 20, completion_tokens: 5, cost: 0.0042, is_byok: false };
    trackLlmCall(call, () => ({ object: 'chat.completion', choices: [], usage }));
    expect(ownAttributes()).toEqual({
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cost': 0.0042,
      'botanu.cost.total_usd': 0.0042,
      'botanu.cost.source': 'provider',
    });
  });

  it('has all the details that a provider tells', () => {
    trackLlmCall({ provider: 'anthropic', model: 'claude' }, () => ({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 6,
        cache_creation_input_tokens: 574,
        cache_read_input_tokens: 20_443,
        cache_creation: { ephemeral_5m_input_tokens: 500, ephemeral_1h_input_tokens: 74 },
        output_tokens: 489,
        output_tokens_details: { thinking_tokens: 77 },
        server_tool_use: { web_search_requests: 2 },
        service_tier: 'batch',
      },
    }));
    expect(telemetry.span('chat claude').attributes).toMatchObject({
      'gen_ai.response.id': 'msg_1',
      'gen_ai.response.model': 'claude-sonnet-4-5',
      'gen_ai.response.finish_reasons': ['end_turn'],
      'gen_ai.usage.input_tokens': 21_023,
      'gen_ai.usage.output_tokens': 489,
      'gen_ai.usage.cache_read.input_tokens': 20_443,
      'gen_ai.usage.cache_creation.input_tokens': 574,
      'gen_ai.usage.reasoning.output_tokens': 77,
      'botanu.usage.cache_read_tokens': 20_443,
      'botanu.usage.cache_write_tokens': 574,
      'botanu.usage.cache_write_5m_tokens': 500,
      'botanu.usage.cache_write_1h_tokens': 74,
      'botanu.usage.web_searches': 2,
      'botanu.usage.service_tier': 'batch',
    });
  });

  it('whose getters throw is given back, and the span ends', async () => {
    const hostile = Object.defineProperty({ object: 'chat.completion', choices: [] }, 'usage', {
      get: () => {
        throw new Error('detached');
      },
    });
    const warnings = await warningsOf(() => expect(trackLlmCall(call, () => hostile)).toBe(hostile));
    expect(warnings).toEqual([expect.stringContaining('could not be read: Error: detached')]);
    expect(ownAttributes()).toEqual({});
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    [],
    {},
    { object: 'chat.completion' },
    { object: 'list', choices: [] },
  ])('is none: %p', (result) => {
    expect(trackLlmCall(call, () => result)).toBe(result);
    expect(ownAttributes()).toEqual({});
  });
});
