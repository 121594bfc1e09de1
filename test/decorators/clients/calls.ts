import type { Client } from './client';
import type { CallName } from './expected-calls';
import { aiSdkAnthropic, aiSdkOpenai } from './providers/ai-sdk';
import { anthropicHelper, anthropicMessages } from './providers/anthropic';
import { bedrockConverse, bedrockInvoke } from './providers/bedrock';
import { cohereV1, cohereV2 } from './providers/cohere';
import { googleGenai } from './providers/google-genai';
import { groq } from './providers/groq';
import { langchainOpenai } from './providers/langchain';
import { mistral } from './providers/mistral';
import { ollama } from './providers/ollama';
import { openaiChat, openaiResponses } from './providers/openai';

/** The calls of the table, with the clients that make them. */
export const CALLS: Readonly<Record<CallName, Client>> = {
  'openai chat': openaiChat,
  'openai responses': openaiResponses,
  'anthropic messages': anthropicMessages,
  'anthropic messages.stream': anthropicHelper,
  'google-genai': googleGenai,
  'bedrock Converse': bedrockConverse,
  'bedrock InvokeModel': bedrockInvoke,
  'cohere v2': cohereV2,
  'cohere v1': cohereV1,
  mistral,
  groq,
  ollama,
  'ai with openai': aiSdkOpenai,
  'ai with anthropic': aiSdkAnthropic,
  langchain: langchainOpenai,
};
