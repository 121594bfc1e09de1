/* global AbortController */
// The AI SDK's streamText, with its OpenAI provider: one source, read in as many ways as the caller likes.
import { createOpenAI } from '@ai-sdk/openai';
import { streamText } from 'ai';
import { compareWays, leave, startProvider, typesOf } from './compare-ways.mjs';

const provider = await startProvider((model, { outgoing, begin, say, refuse }) => {
  if (model === 'refused') return refuse(400, { error: { message: 'no', type: 'invalid', code: 'bad' } });
  begin();
  const chunk = (data) =>
    say({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini', ...data });
  const delta = (content, finish_reason = null) =>
    chunk({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }] });
  delta('Hel');
  if (model === 'stalled') return;
  if (model === 'breaks') return setTimeout(() => outgoing.destroy(), 20);
  delta('lo');
  delta('', 'stop');
  chunk({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 } });
  outgoing.end('data: [DONE]\n\n');
});
const openai = createOpenAI({ apiKey: 'none', baseURL: provider.url });
const controllers = new WeakMap();
const ask = (model) => () => {
  const controller = new AbortController();
  const { signal: abortSignal } = controller;
  const result = streamText({
    model: openai.chat(model),
    prompt: 'Hi',
    maxRetries: 0,
    abortSignal,
    onError() {},
  });
  controllers.set(result, controller);
  return result;
};
const text = async (result) => {
  let read = '';
  for await (const part of result.textStream) read += part;
  return read;
};

await compareWays([
  ['text', ask('whole'), text, 'done'],
  ['parts', ask('whole'), (result) => typesOf(result.fullStream), 'done'],
  ['a promise alone', ask('whole'), (result) => result.text, 'done'],
  ['usage alone', ask('whole'), async (result) => (await result.usage).inputTokens, 'done'],
  [
    'text, then usage',
    ask('whole'),
    async (result) => [await text(result), (await result.usage).outputTokens],
    'done',
  ],
  [
    'text, with usage asked for before',
    ask('whole'),
    async (result) => {
      const usage = result.totalUsage;
      return [await text(result), (await usage).inputTokens];
    },
    'done',
  ],
  ['a response', ask('whole'), (result) => result.toTextStreamResponse().text(), 'done'],
  [
    'messages of a UI',
    ask('whole'),
    async (result) => (await typesOf(result.toUIMessageStream())).length,
    'done',
  ],
  ['consumed', ask('whole'), (result) => result.consumeStream(), 'done'],
  [
    'left, then asked for its text',
    ask('whole'),
    async (result) => {
      await leave(result.textStream);
      return result.text;
    },
    'done',
  ],
  [
    'called off',
    ask('stalled'),
    async (result) => {
      const types = [];
      for await (const { type } of result.fullStream) {
        types.push(type);
        if (type === 'text-delta') controllers.get(result).abort();
      }
      return types;
    },
    'canceled',
  ],
  ['refused', ask('refused'), (result) => typesOf(result.fullStream), 'failed'],
  ['whose connection breaks', ask('breaks'), (result) => typesOf(result.fullStream), 'failed'],
]);
provider.close();
