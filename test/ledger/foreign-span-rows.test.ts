import type { AnyValue } from '../../src/ledger/otlp-json';
import { rowOf } from '../support/span-row';

const withAttributes = (attributes: Record<string, AnyValue>, scope?: string) =>
  rowOf({ attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) }, scope);

const text = (stringValue: string): AnyValue => ({ stringValue });
const tokens = (count: number): AnyValue => ({ intValue: count });

describe("a model call's span as others write it", () => {
  const EMBEDDINGS = { operation: 'embeddings' };
  it.each<[string, Record<string, AnyValue>, object]>([
    ['the older name of the provider', { 'gen_ai.system': text('openai') }, { provider: 'openai' }],
    [
      'the newer before the older',
      { 'gen_ai.system': text('openai'), 'gen_ai.provider.name': text('azure.ai.openai') },
      { provider: 'azure.ai.openai' },
    ],
    [
      'the older names of tokens',
      {
        'gen_ai.usage.prompt_tokens': tokens(1),
        'gen_ai.usage.completion_tokens': tokens(2),
        'gen_ai.usage.cache_read_input_tokens': tokens(3),
        'gen_ai.usage.cache_creation_input_tokens': tokens(4),
        'llm.request.type': text('chat'),
      },
      { input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_write_tokens: 4, operation: 'chat' },
    ],
    [
      "OpenInference's names",
      {
        'openinference.span.kind': text('LLM'),
        'llm.provider': text('openai'),
        'llm.model_name': text('gpt-4o'),
        'llm.token_count.prompt': tokens(1),
        'llm.token_count.completion': tokens(2),
        'llm.token_count.prompt_details.cache_read': tokens(3),
      },
      {
        operation: 'chat',
        provider: 'openai',
        request_model: 'gpt-4o',
        input_tokens: 1,
        output_tokens: 2,
        cache_read_tokens: 3,
      },
    ],
    [
      'a step of the AI SDK',
      { 'ai.operationId': text('ai.generateText.doGenerate'), 'gen_ai.system': text('openai.chat') },
      { operation: 'chat', provider: 'openai.chat' },
    ],
    ['a tool of the AI SDK', { 'ai.operationId': text('ai.toolCall') }, { operation: 'execute_tool' }],
    ['a tool of OpenInference', { 'openinference.span.kind': text('TOOL') }, { operation: 'execute_tool' }],
    [
      'a chain of OpenInference, which is no call',
      { 'openinference.span.kind': text('CHAIN') },
      { operation: null },
    ],
    ["a tool of Traceloop's", { 'traceloop.span.kind': text('tool') }, { operation: 'execute_tool' }],
    [
      'a tool that is called over MCP',
      { 'mcp.method.name': text('tools/call'), 'gen_ai.operation.name': text('call') },
      { operation: 'execute_tool' },
    ],
    ['what another library calls an embedding', { 'llm.request.type': text('embedding') }, EMBEDDINGS],
    ['what another library calls to embed', { 'gen_ai.operation.name': text('embed') }, EMBEDDINGS],
    ['an operation of your own', { 'gen_ai.operation.name': text('Translate') }, { operation: 'Translate' }],
    [
      "what Anthropic's own client tells of its cache",
      {
        'gen_ai.usage.cache_write.input_tokens': tokens(10),
        'anthropic.usage.cache_creation.ephemeral_5m_input_tokens': tokens(2),
        'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': tokens(8),
      },
      { cache_write_tokens: 10, cache_write_1h_tokens: 8 },
    ],
    ['the id of a response', { 'gen_ai.response.id': text('chatcmpl-1') }, { response_id: 'chatcmpl-1' }],
    ["an id that is only a framework's", { 'gen_ai.response.id': text('aitxt-1') }, { response_id: null }],
    ["what only botanu's spans have", { 'botanu.vendor': text('openai') }, { vendor: 'openai', is_own: 1 }],
  ])('reads %s', (_, attributes, columns) => {
    expect(withAttributes(attributes)).toMatchObject(columns);
  });

  it('adds cached tokens where an instrumentation is known to leave them out', () => {
    const attributes = {
      'gen_ai.usage.input_tokens': tokens(6),
      'gen_ai.usage.cache_read.input_tokens': tokens(100),
      'gen_ai.usage.cache_creation.input_tokens': tokens(10),
    };
    expect(withAttributes(attributes, '@traceloop/instrumentation-anthropic')?.input_tokens).toBe(116);
    expect(withAttributes(attributes, 'botanu')).toMatchObject({
      input_tokens: 6,
      scope: 'botanu',
    });
  });

  it("adds what compacting took, which Anthropic's own client tells apart", () => {
    const compaction = {
      'anthropic.usage.compaction.input_tokens': tokens(55196),
      'anthropic.usage.compaction.output_tokens': tokens(82),
    };
    const attributes = {
      'gen_ai.usage.input_tokens': tokens(180),
      'gen_ai.usage.output_tokens': tokens(8),
      ...compaction,
    };
    const anthropic = 'com.anthropic.sdk.typescript';
    expect(withAttributes(attributes, anthropic)).toMatchObject({
      input_tokens: 55376,
      output_tokens: 90,
    });
    expect(withAttributes(attributes, 'botanu')).toMatchObject({
      input_tokens: 180,
      output_tokens: 8,
    });
    expect(withAttributes(compaction, anthropic)).toMatchObject({
      input_tokens: null,
      output_tokens: null,
    });
  });
});
