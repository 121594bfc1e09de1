import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatCompletion, ChatCompletionMessage } from 'openai/resources';
import { digestOf, reply, type Request } from './scripted-model';

/** Decides which requests fail: with another seed it is another morning. */
const SEED = 'a busy morning';
const BUSY_SHARE = 0.04;
const BROKEN_SHARE = 0.02;

/** Reading a long prompt takes long, too. */
const MS_PER_INPUT_TOKEN = 0.3;
const MS_PER_OUTPUT_TOKEN = 0.5;

export interface LocalModelServer {
  readonly baseURL: string;
  close(): void;
}

/** Speaks as OpenAI's chat completions do: with usage, cached tokens, dated model names, and errors now and then. */
export async function startLocalModelServer(): Promise<LocalModelServer> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { baseURL: `http://127.0.0.1:${port}/v1`, close: () => server.close() };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = (await json(incoming)) as Request;
  const digest = digestOf([SEED, request]);
  outgoing.setHeader('content-type', 'application/json');
  outgoing.setHeader('x-request-id', `req_${digest.slice(0, 32)}`);

  const refusal = refusalOf(request, parseInt(digest.slice(0, 8), 16) / 2 ** 32);
  if (refusal !== undefined) {
    const [status, code, message] = refusal;
    outgoing.writeHead(status).end(JSON.stringify({ error: { message, type: code, code, param: null } }));
    return;
  }
  const completion = completionOf(request, digest);
  const { prompt_tokens: input, completion_tokens: output } = completion.usage!;
  await sleep(input * MS_PER_INPUT_TOKEN + output * MS_PER_OUTPUT_TOKEN);
  outgoing.end(JSON.stringify(completion));
}

/** @param luck from 0 to 1 */
function refusalOf({ messages }: Request, luck: number): [number, string, string] | undefined {
  if (/\bbypass\b/.test(JSON.stringify(messages.at(-1)))) {
    return [400, 'invalid_prompt', 'Your prompt was flagged as potentially violating our usage policy.'];
  }
  if (luck < BUSY_SHARE) return [429, 'rate_limit_exceeded', 'Rate limit reached, please try again.'];
  if (luck < BUSY_SHARE + BROKEN_SHARE) return [500, 'server_error', 'The server had an error.'];
  return undefined;
}

function completionOf(request: Request, digest: string): ChatCompletion {
  const message = reply(request);
  const input = tokensIn(request.messages) + tokensIn(request.tools ?? []);
  const output = tokensIn(message);
  return {
    id: `chatcmpl-${digest.slice(0, 29)}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: DATED_MODELS[request.model] ?? request.model,
    service_tier: 'default',
    choices: [
      { index: 0, message, logprobs: null, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' },
    ],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cachedTokens(request), audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
  };
}

/** The model that answers names itself in full. */
const DATED_MODELS: Readonly<Record<string, string>> = {
  'gpt-4o': 'gpt-4o-2024-08-06',
  'gpt-4o-mini': 'gpt-4o-mini-2024-07-18',
  'gpt-4.1': 'gpt-4.1-2025-04-14',
  'gpt-4.1-mini': 'gpt-4.1-mini-2025-04-14',
};

/** Four characters of JSON a token is near enough. */
const tokensIn = (
  value: Request['messages'] | NonNullable<Request['tools']> | ChatCompletionMessage,
): number => Math.ceil(JSON.stringify(value).length / 4);

/** What an earlier request of the same conversation has sent already, in blocks of 128. */
function cachedTokens({ messages }: Request): number {
  const answered = messages.findLastIndex(({ role }) => role === 'assistant');
  return answered < 0 ? 0 : Math.floor(tokensIn(messages.slice(0, answered)) / 128) * 128;
}
