/* global Response */
// @anthropic-ai/sdk: its Stream, and its MessageStream helper.
import Anthropic from '@anthropic-ai/sdk';
import { compareWays, leave, startProvider, typesOf } from './compare-ways.mjs';

const OVERLOADED = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
const provider = await startProvider((model, { outgoing, begin, say, refuse }) => {
  if (model === 'refused') return refuse(529, OVERLOADED);
  begin();
  const event = (type, data) => say({ type, ...data }, type);
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content: [], usage };
  event('message_start', { message });
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (const text of ['Hel', 'lo'])
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  if (model === 'stalled') return;
  if (model === 'fails') event('error', OVERLOADED);
  else {
    event('content_block_stop', { index: 0 });
    event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } });
    event('message_stop', {});
  }
  outgoing.end();
});
const client = new Anthropic({ apiKey: 'none', maxRetries: 0, baseURL: provider.url });
const request = (model) => ({ model, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] });
const stream = (model) => () => client.messages.create({ ...request(model), stream: true });
const helper = (model) => () => client.messages.stream(request(model));
const rejection = (promise) => promise.then(String, (error) => error.constructor.name);

await compareWays([
  ['a Stream read', stream('whole'), async (made) => typesOf(await made), 'done'],
  [
    'a Stream left',
    stream('whole'),
    async (made) => {
      for await (const event of await made) return event;
    },
    'canceled',
  ],
  [
    'a Stream aborted',
    stream('stalled'),
    async (made) => {
      const events = await made;
      const types = [];
      for await (const { type } of events) if (types.push(type) === 3) events.controller.abort();
      return types;
    },
    'canceled',
  ],
  [
    'a Stream in two',
    stream('whole'),
    async (made) => {
      const [left, right] = (await made).tee();
      return [await typesOf(left), await typesOf(right)];
    },
    'done',
  ],
  [
    'a Stream as a web stream',
    stream('whole'),
    async (made) => new Response((await made).toReadableStream()).text(),
    'done',
  ],
  ['a Stream that fails', stream('fails'), async (made) => typesOf(await made), 'failed'],
  ['a Stream refused', stream('refused'), async (made) => typesOf(await made), 'failed'],
  [
    'a Stream with its response',
    stream('whole'),
    async (made) => typesOf((await made.withResponse()).data),
    'done',
  ],
  ['a raw response', stream('whole'), async (made) => (await made.asResponse()).text(), 'done'],
  ['a helper asked for its message', helper('whole'), (made) => made.finalMessage(), 'done'],
  ['a helper iterated over', helper('whole'), typesOf, 'done'],
  ['a helper nobody listens to', helper('whole'), () => 'nothing', 'done'],
  [
    'a helper left',
    helper('stalled'),
    async (made) => {
      await leave(made);
      return rejection(made.done());
    },
    'canceled',
  ],
  [
    'a helper aborted',
    helper('stalled'),
    (made) => {
      made.on('streamEvent', () => made.abort());
      return rejection(made.done());
    },
    'canceled',
  ],
  ['a helper that fails', helper('fails'), (made) => made.done(), 'failed'],
  ['a helper refused', helper('refused'), (made) => made.finalText(), 'failed'],
]);
provider.close();
