/**
 * Keys by which other libraries tell of model calls: read by the ledger, never written. Older names of OpenTelemetry's
 * GenAI conventions, some of which Traceloop's instrumentations and the Vercel AI SDK still write, OpenInference's, and
 * what Anthropic's own client adds.
 */
export const ForeignAttribute = {
  SYSTEM: 'gen_ai.system',
  PROMPT_TOKENS: 'gen_ai.usage.prompt_tokens',
  COMPLETION_TOKENS: 'gen_ai.usage.completion_tokens',
  CACHE_READ_TOKENS: 'gen_ai.usage.cache_read_input_tokens',
  CACHE_CREATION_TOKENS: 'gen_ai.usage.cache_creation_input_tokens',
  REASONING_TOKENS: 'gen_ai.usage.reasoning_tokens',
  OPENAI_SERVICE_TIER: 'gen_ai.openai.response.service_tier',
  REQUEST_TYPE: 'llm.request.type',
  TRACELOOP_KIND: 'traceloop.span.kind',
  MCP_METHOD: 'mcp.method.name',
  AI_SDK_OPERATION: 'ai.operationId',
  OPENINFERENCE_KIND: 'openinference.span.kind',
  OPENINFERENCE_MODEL: 'llm.model_name',
  OPENINFERENCE_PROVIDER: 'llm.provider',
  OPENINFERENCE_SYSTEM: 'llm.system',
  OPENINFERENCE_PROMPT_TOKENS: 'llm.token_count.prompt',
  OPENINFERENCE_COMPLETION_TOKENS: 'llm.token_count.completion',
  OPENINFERENCE_CACHE_READ_TOKENS: 'llm.token_count.prompt_details.cache_read',
  OPENINFERENCE_CACHE_WRITE_TOKENS: 'llm.token_count.prompt_details.cache_write',
  OPENINFERENCE_REASONING_TOKENS: 'llm.token_count.completion_details.reasoning',
  ANTHROPIC_CACHE_WRITE_1H_TOKENS: 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
  ANTHROPIC_COMPACTION_INPUT_TOKENS: 'anthropic.usage.compaction.input_tokens',
  ANTHROPIC_COMPACTION_OUTPUT_TOKENS: 'anthropic.usage.compaction.output_tokens',
} as const;

/** As which instrumentation Anthropic's own client tells of its calls. */
export const ANTHROPIC_SCOPE = 'com.anthropic.sdk.typescript';

/** What a tool's call over MCP is called, as the method and at the head of its span's name. */
export const MCP_TOOL_CALL = 'tools/call';

/** The convention's operation for the names that other libraries have for one. */
export const FOREIGN_OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['completion', 'text_completion'],
  ['generate', 'chat'],
  ['message', 'chat'],
  ['messages', 'chat'],
  ['response', 'chat'],
  ['responses', 'chat'],
  ['embed', 'embeddings'],
  ['embedding', 'embeddings'],
  ['reranking', 'rerank'],
  ['image', 'image_generation'],
  ['images', 'image_generation'],
  ['speech', 'text_to_speech'],
  ['tts', 'text_to_speech'],
  ['stt', 'speech_to_text'],
  ['transcribe', 'speech_to_text'],
  ['transcription', 'speech_to_text'],
  ['moderations', 'moderation'],
  ['tool', 'execute_tool'],
  [MCP_TOOL_CALL, 'execute_tool'],
]);

/** The convention's operation for those of the Vercel AI SDK that are one call of a model, or of a tool. */
export const AI_SDK_OPERATIONS: Readonly<Record<string, string>> = {
  'ai.generateText.doGenerate': 'chat',
  'ai.streamText.doStream': 'chat',
  'ai.generateObject.doGenerate': 'chat',
  'ai.streamObject.doStream': 'chat',
  'ai.toolCall': 'execute_tool',
};

/** The convention's operation for a kind of span of OpenInference's; the others are no calls. */
export const OPENINFERENCE_OPERATIONS: Readonly<Record<string, string>> = {
  LLM: 'chat',
  EMBEDDING: 'embeddings',
  RERANKER: 'rerank',
  AGENT: 'invoke_agent',
  TOOL: 'execute_tool',
};
