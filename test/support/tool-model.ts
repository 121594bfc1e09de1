import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

export interface ToolModel {
  readonly openai: OpenAI;
  readonly anthropic: Anthropic;
  close(): Promise<void>;
}

/** What both calls of one question use together. */
export const BOTH_CALLS = { 'gen_ai.usage.input_tokens': 300, 'gen_ai.usage.output_tokens': 30 };

interface Request {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

/** A model that asks for its tool first (100 and 10 tokens), and answers what that gave (200 and 20). */
export async function startToolModel(): Promise<ToolModel> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    openai: new OpenAI({ apiKey: 'none', baseURL: url, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey: 'none', baseURL: url, maxRetries: 0 }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { stream, messages } = (await json(incoming)) as Request;
  // Anthropic's runner may send the tool's result alone.
  const asksForTool = !messages.some(({ role, content }) => role === 'tool' || isToolResult(content));
  const isAnthropic = incoming.url!.includes('/messages');
  const events = isAnthropic ? anthropicEvents(asksForTool) : openaiChunks(asksForTool);
  if (stream) {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) {
      const name = isAnthropic ? `event: ${(event as { type: string }).type}\n` : '';
      outgoing.write(`${name}data: ${JSON.stringify(event)}\n\n`);
    }
    outgoing.end(isAnthropic ? '' : 'data: [DONE]\n\n');
    return;
  }
  outgoing.setHeader('content-type', 'application/json');
  outgoing.end(JSON.stringify(isAnthropic ? anthropicMessage(asksForTool) : openaiCompletion(asksForTool)));
}

const isToolResult = (content: unknown): boolean => JSON.stringify(content).includes('tool_result');

const TOOL_CALL = {
  index: 0,
  id: 'call_1',
  type: 'function',
  function: { name: 'look_up', arguments: '{}' },
};

const openaiHead = (asksForTool: boolean): object => ({
  id: asksForTool ? 'chatcmpl-1' : 'chatcmpl-2',
  created: 1,
  model: 'gpt-4o-mini-2024-07-18',
});

const openaiUsage = (asksForTool: boolean): object =>
  asksForTool
    ? { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 }
    : { prompt_tokens: 200, completion_tokens: 20, total_tokens: 220 };

const openaiMessage = (asksForTool: boolean): object =>
  asksForTool
    ? { role: 'assistant', content: null, tool_calls: [TOOL_CALL] }
    : { role: 'assistant', content: 'done' };

const finish = (asksForTool: boolean): string => (asksForTool ? 'tool_calls' : 'stop');

const openaiCompletion = (asksForTool: boolean): object => ({
  ...openaiHead(asksForTool),
  object: 'chat.completion',
  choices: [{ index: 0, message: openaiMessage(asksForTool), finish_reason: finish(asksForTool) }],
  usage: openaiUsage(asksForTool),
});

function openaiChunks(asksForTool: boolean): object[] {
  const head = { ...openaiHead(asksForTool), object: 'chat.completion.chunk' };
  return [
    { ...head, choices: [{ index: 0, delta: openaiMessage(asksForTool), finish_reason: null }] },
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: finish(asksForTool) }] },
    { ...head, choices: [], usage: openaiUsage(asksForTool) },
  ];
}

const anthropicMessage = (asksForTool: boolean): object => ({
  id: asksForTool ? 'msg_1' : 'msg_2',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content: [
    asksForTool
      ? { type: 'tool_use', id: 'toolu_1', name: 'look_up', input: {} }
      : { type: 'text', text: 'done' },
  ],
  stop_reason: asksForTool ? 'tool_use' : 'end_turn',
  stop_sequence: null,
  usage: asksForTool ? { input_tokens: 100, output_tokens: 10 } : { input_tokens: 200, output_tokens: 20 },
});

function anthropicEvents(asksForTool: boolean): object[] {
  const whole = anthropicMessage(asksForTool) as {
    content: [object];
    stop_reason: string;
    usage: { input_tokens: number; output_tokens: number };
  };
  const [block] = whole.content;
  const { input_tokens, output_tokens } = whole.usage;
  return [
    {
      type: 'message_start',
      message: { ...whole, content: [], stop_reason: null, usage: { input_tokens, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: whole.stop_reason }, usage: { output_tokens } },
    { type: 'message_stop' },
  ];
}
