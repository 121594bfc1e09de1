import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

interface Request {
  readonly model: string;
  readonly messages: readonly { readonly content: string }[];
}

const ADVICE = `A knot board, because no two sailors agree. A chart of the coast where they learned. And a good
torch: the old one is always under water.`;

const MS_PER_WORD = 5;

/** A model that answers names itself in full. */
const DATED_MODELS: Readonly<Record<string, string>> = { 'claude-haiku-4-5': 'claude-haiku-4-5-20251001' };

export interface LocalModelServer {
  readonly baseURL: string;
  close(): void;
}

/** Speaks as Anthropic's messages do when they are streamed: the input is counted at the start, the output at the end. */
export async function startLocalModelServer(): Promise<LocalModelServer> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { baseURL: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { model, messages } = (await json(incoming)) as Request;
  const prompt = messages[0]!.content;
  const words = (/"([^"]+)"/.exec(prompt)?.[1] ?? ADVICE).split(/(?<=\s)/);
  const breaksOff = prompt.includes('anniversary') && model.includes('sonnet');
  const digest = createHash('sha256').update(`${model}\n${prompt}`).digest('hex');
  const send = (type: string, fields: object): void =>
    void outgoing.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);

  outgoing.setHeader('content-type', 'text/event-stream');
  outgoing.setHeader('request-id', `req_${digest.slice(0, 24)}`);
  const usage = { input_tokens: tokensIn(prompt), output_tokens: 1, service_tier: 'standard' };
  const message = { id: `msg_${digest.slice(24, 48)}`, type: 'message', role: 'assistant', content: [] };
  send('message_start', {
    message: {
      ...message,
      model: DATED_MODELS[model] ?? model,
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  for (const [index, text] of words.entries()) {
    await sleep(MS_PER_WORD);
    if (outgoing.destroyed) return;
    if (breaksOff && index === words.length - 1) return void outgoing.destroy();
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
  }
  send('content_block_stop', { index: 0 });
  send('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: tokensIn(words.join('')) },
  });
  send('message_stop', {});
  outgoing.end();
}

/** Four characters a token is near enough. */
const tokensIn = (text: string): number => Math.ceil(text.length / 4);
