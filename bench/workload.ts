import { Stream } from 'openai/streaming';

/** What both subjects do: the same calls, whose answers are there already, so that only the recording is timed. */
export const REQUEST = { provider: 'openai', model: 'gpt-4o', temperature: 0.7, maxTokens: 1024 };

export const RESPONSE = {
  id: 'chatcmpl-9XyZ0123456789',
  model: 'gpt-4o-2024-08-06',
  finishReason: 'stop',
  inputTokens: 812,
  outputTokens: 164,
};

export const RUN = { useCase: 'Customer Support', eventId: 'ticket-1042', customerId: 'acme-corp' };

const answered = Promise.resolve(RESPONSE);
export const answer = (): Promise<typeof RESPONSE> => answered;

export interface Chunk {
  readonly object: string;
  readonly id: string;
  readonly model: string;
  readonly choices: readonly { index: number; delta: { content: string }; finish_reason: string | null }[];
  readonly usage: { prompt_tokens: number; completion_tokens: number } | null;
}

const CHUNKS = 100;

/** The client's own stream, of chunks that are there already. The last one has the usage. */
export function streamedAnswer(): Promise<Stream<Chunk>> {
  return Promise.resolve(new Stream(chunks, new AbortController()));
}

async function* chunks(): AsyncGenerator<Chunk> {
  for (let i = 1; i <= CHUNKS; i++) {
    const last = i === CHUNKS;
    yield {
      object: 'chat.completion.chunk',
      id: RESPONSE.id,
      model: RESPONSE.model,
      choices: [
        { index: 0, delta: { content: ' word' }, finish_reason: last ? RESPONSE.finishReason : null },
      ],
      usage: last ? { prompt_tokens: RESPONSE.inputTokens, completion_tokens: RESPONSE.outputTokens } : null,
    };
  }
}

/** A subject: the same spans, attributes and events, written in its own way. */
export interface Subject {
  llmCall(): Promise<unknown>;
  /** One streamed call of 100 chunks. */
  streamedCall(): Promise<AsyncIterable<Chunk>>;
  /** One run around three model calls, three queries, two tools, one stored object and one message. */
  run(): Promise<unknown>;
}

type Step = 'llm' | 'db' | 'tool' | 'storage' | 'messaging';

const STEPS: Step[] = ['llm', 'db', 'tool', 'db', 'llm', 'storage', 'db', 'tool', 'llm', 'messaging'];

/** As a caller reads it. */
export async function read(chunks: Promise<AsyncIterable<Chunk>>): Promise<number> {
  let length = 0;
  for await (const chunk of await chunks) length += chunk.choices[0]?.delta.content.length ?? 0;
  return length;
}

export async function runSteps(steps: Record<Step, () => Promise<unknown>>): Promise<void> {
  for (const step of STEPS) await steps[step]();
}
