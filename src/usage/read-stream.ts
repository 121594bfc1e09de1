import { aiSdkStream } from './ai-sdk-stream';
import { anthropicStream } from './anthropic-stream';
import { bedrockConverseStream, bedrockInvokeStream } from './bedrock-stream';
import { cohereStream } from './cohere-stream';
import { isRecord } from './fields';
import { geminiStream } from './gemini-stream';
import { langchainStream } from './langchain-stream';
import { mistralStream } from './mistral-stream';
import { ollamaStream } from './ollama-stream';
import { openaiChatStream } from './openai-chat-stream';
import { openaiEventStream } from './openai-event-stream';
import type { ResponseUsage } from './token-usage';
import type { StreamReader } from './usage-reader';

/** One a kind of stream, the frequent ones first. */
export const STREAM_READERS: readonly StreamReader[] = [
  openaiChatStream,
  openaiEventStream,
  anthropicStream,
  geminiStream,
  aiSdkStream,
  langchainStream,
  bedrockConverseStream,
  bedrockInvokeStream,
  mistralStream,
  cohereStream,
  ollamaStream,
];

/** A stream that has been recognised by one of its parts, and what it has said up to here. */
export interface StreamSeen {
  readonly reader: StreamReader;
  readonly read: ResponseUsage;
}

/**
 * What a stream has said with its next part; undefined as long as no part was of a known shape. The very same object
 * where the part has nothing new to say. Pure; a getter that throws is for the caller.
 */
export function foldPart(seen: StreamSeen | undefined, part: unknown): StreamSeen | undefined {
  if (!isRecord(part)) return seen;
  const reader = seen?.reader ?? STREAM_READERS.find((one) => one.recognises(part));
  if (reader === undefined) return undefined;
  const read = reader.fold(seen?.read, part);
  return read === seen?.read ? seen : { reader, read };
}
