import { generateText, jsonSchema, stepCountIs, tool } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { initBotanu, runUseCase, trackLlmCall } from '../../../src';

/** An answer of two steps, with a tool between them that asks another model, and the AI SDK's own telemetry on. */
const botanu = initBotanu({ serviceName: 'app', autoInstrument: false });

const usage = (inputTokens: number, outputTokens: number) => ({
  inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
});
const step = (id: string, content: object, used: ReturnType<typeof usage>) => ({
  content: [content],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: used,
  response: { id, modelId: 'gpt-4o-mini', timestamp: new Date() },
  warnings: [],
});
const steps = [
  step('answer-1', { type: 'tool-call', toolCallId: 'c', toolName: 'ask', input: '{}' }, usage(1_000, 100)),
  step('answer-2', { type: 'text', text: 'Yes.' }, usage(2_000, 200)),
];
steps[0]!.finishReason = { unified: 'tool-calls', raw: 'tool_calls' };

const model = new MockLanguageModelV3({
  provider: 'openai.chat',
  modelId: 'gpt-4o-mini',
  doGenerate: () => Promise.resolve(steps.shift() as never),
});
const other = {
  object: 'chat.completion',
  choices: [],
  usage: { prompt_tokens: 400, completion_tokens: 40 },
};
const ask = tool({
  inputSchema: jsonSchema({ type: 'object' }),
  execute: () =>
    trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, () => ({ ...other, id: 'other' })),
});

void runUseCase('Support', () =>
  trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, () =>
    generateText({
      model,
      prompt: 'Hm?',
      tools: { ask },
      stopWhen: stepCountIs(3),
      experimental_telemetry: { isEnabled: true },
    }),
  ),
).then(() => botanu.shutdown());
