import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Anthropic } from '@anthropic-ai/sdk';
import { currentTracker, initBotanu, runUseCase, trackLlmCall } from '../../../src';

/** What Anthropic's own client tells in words of its own, each as a use case; under `trackLlmCall`, too. */
const botanu = initBotanu({ serviceName: 'app', autoInstrument: false });
const model = 'claude-sonnet-4-5-20250929';
const head = { type: 'message', role: 'assistant', model, content: [] };

/** By `max_tokens`, so that the request says which one it wants. */
const USAGES: Record<number, object> = {
  1: {
    input_tokens: 200,
    cache_creation_input_tokens: 800,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 800 },
    output_tokens: 50,
  },
  2: {
    input_tokens: 180,
    output_tokens: 8,
    iterations: [
      { type: 'compaction', input_tokens: 55_196, output_tokens: 82 },
      { type: 'message', input_tokens: 180, output_tokens: 8 },
    ],
  },
};
/** It ends without `message_stop`: for the client a failure, for who reads the text none. */
const STREAM = [
  {
    type: 'message_start',
    message: { ...head, id: 'msg_s', usage: { input_tokens: 200, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } },
];

let calls = 0;
const server = createServer((request, response) => {
  void json(request).then((body) => {
    const { max_tokens, stream = false } = body as { max_tokens: number; stream?: boolean };
    response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
    if (!stream) {
      const usage = USAGES[max_tokens];
      response.end(JSON.stringify({ ...head, id: `msg_${++calls}`, stop_reason: 'end_turn', usage }));
      return;
    }
    for (const part of STREAM) response.write(`event: ${part.type}\ndata: ${JSON.stringify(part)}\n\n`);
    response.end();
  });
});

async function main(): Promise<void> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new Anthropic({ apiKey: 'none', baseURL, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'Hm?' }];
  const ask = (max_tokens: number) => client.messages.create({ model, messages, max_tokens });
  const ours = { provider: 'anthropic', model };

  await runUseCase('an hour', () => ask(1));
  await runUseCase('an hour, tracked', () => trackLlmCall(ours, () => ask(1)));
  await runUseCase('compacted', () => ask(2));
  await runUseCase('compacted, tracked', () => trackLlmCall(ours, () => ask(2)));
  await runUseCase('without its end', async () => {
    const words = trackLlmCall(ours, async function* () {
      const call = currentTracker('llm').setStreaming();
      const stream = await client.messages.create({ model, messages, max_tokens: 3, stream: true });
      for await (const event of stream) {
        if (event.type === 'message_delta')
          call.setTokens({ inputTokens: 200, outputTokens: event.usage.output_tokens });
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
      }
    });
    for await (const _ of words);
  });
  server.closeAllConnections();
  server.close();
  await botanu.shutdown();
}

void main();
