import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What each call is said to have used. */
export const OPENAI_USAGE = {
  prompt_tokens: 1_000,
  completion_tokens: 100,
  total_tokens: 1_100,
  prompt_tokens_details: { cached_tokens: 500 },
};
export const ANTHROPIC_USAGE = {
  input_tokens: 200,
  cache_read_input_tokens: 700,
  cache_creation_input_tokens: 100,
  output_tokens: 50,
};

/** Answers as OpenAI and Anthropic do, on this machine; the address of its root. */
export async function startModelServer(): Promise<{ url: string; close(): void }> {
  let calls = 0;
  const server = createServer((incoming, outgoing) => {
    void json(incoming).then((body) => {
      const { stream = false, model } = body as { stream?: boolean; model: string };
      const answer = ANSWERS[incoming.url!]!(`answer-${++calls}`, model);
      if (!stream) {
        outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.whole));
        return;
      }
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const part of answer.parts) {
        const { type } = part as { type?: string };
        if (type !== undefined) outgoing.write(`event: ${type}\n`);
        outgoing.write(`data: ${JSON.stringify(part)}\n\n`);
      }
      outgoing.end(answer.end);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Answer {
  readonly whole: object;
  readonly parts: readonly object[];
  readonly end: string;
}

const ANSWERS: Readonly<Record<string, (id: string, model: string) => Answer>> = {
  '/v1/chat/completions'(id, model) {
    const chunk = { id, model, object: 'chat.completion.chunk', created: 1 };
    const choice = { index: 0, finish_reason: 'stop' };
    return {
      whole: {
        ...{ id, model, object: 'chat.completion', created: 1, usage: OPENAI_USAGE },
        choices: [{ ...choice, message: { role: 'assistant', content: 'Yes.' } }],
      },
      parts: [
        { ...chunk, choices: [{ ...choice, delta: { content: 'Yes.' } }] },
        { ...chunk, choices: [], usage: OPENAI_USAGE },
      ],
      end: 'data: [DONE]\n\n',
    };
  },
  '/v1/embeddings': (_id, model) => ({
    whole: {
      object: 'list',
      model,
      data: [{ object: 'embedding', index: 0, embedding: [1] }],
      usage: { prompt_tokens: 1_000, total_tokens: 1_000 },
    },
    parts: [],
    end: '',
  }),
  '/v1/messages'(id, model) {
    const message = { id, model, type: 'message', role: 'assistant', stop_reason: null, content: [] };
    const content = [{ type: 'text', text: 'Yes.' }];
    return {
      whole: { ...message, content, stop_reason: 'end_turn', usage: ANTHROPIC_USAGE },
      parts: [
        { type: 'message_start', message: { ...message, usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Yes.' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 50 } },
        { type: 'message_stop' },
      ],
      end: '',
    };
  },
};
