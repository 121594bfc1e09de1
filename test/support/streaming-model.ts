import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import OpenAI from 'openai';

/** What the server does with a request, told by its model. */
export type Behaviour =
  /** Streams to the end. */
  | 'whole'
  /** Says in the middle that it has failed. */
  | 'error event'
  /** Hangs up in the middle. */
  | 'hang-up'
  /** Never goes on after the second chunk. */
  | 'stalled'
  /** Refuses before the first chunk. */
  | 'refused'
  /** Never answers. */
  | 'unanswered';

export interface StreamingModel {
  readonly client: OpenAI;
  close(): Promise<void>;
}

export const USAGE = {
  prompt_tokens: 120,
  completion_tokens: 30,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 10, audio_tokens: 0 },
};

/** As attributes of a span. */
export const USAGE_ATTRIBUTES = {
  'gen_ai.usage.input_tokens': 120,
  'gen_ai.usage.output_tokens': 30,
  'gen_ai.usage.cache_read.input_tokens': 64,
  'gen_ai.usage.reasoning.output_tokens': 10,
};

const WORDS = ['Hel', 'lo', ', ', 'wor', 'ld'];

/** Speaks as OpenAI's streamed chat completions do, on this machine, with the real client to talk to it. */
export async function startStreamingModel(): Promise<StreamingModel> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  return {
    client,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Request {
  readonly model: Behaviour;
  readonly stream_options?: { readonly include_usage?: boolean };
}

let calls = 0;

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { model, stream_options } = (await json(incoming)) as Request;
  if (model === 'unanswered') return;
  const call = ++calls;
  outgoing.setHeader('x-request-id', `req_${call}`);
  if (model === 'refused') {
    const error = { message: 'slow down', type: 'requests', code: 'rate_limit_exceeded', param: null };
    outgoing.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    return;
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (chunk: object): boolean =>
    outgoing.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o-mini-2024-07-18', ...chunk })}\n\n`,
    );
  const delta = (content: string, finish_reason: string | null = null): object => ({
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
  });
  for (const [index, word] of WORDS.entries()) {
    say(delta(word));
    if (index === 1) {
      if (model === 'stalled') return;
      if (model === 'hang-up') {
        setTimeout(() => outgoing.destroy(), 20);
        return;
      }
      if (model === 'error event') {
        outgoing.end(`data: ${JSON.stringify({ error: { message: 'overloaded', code: 'overloaded' } })}\n\n`);
        return;
      }
    }
  }
  say(delta('', 'stop'));
  if (stream_options?.include_usage) say({ choices: [], usage: USAGE });
  outgoing.end('data: [DONE]\n\n');
}
