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

/** A subject: the same spans, attributes and events, written in its own way. */
export interface Subject {
  llmCall(): Promise<unknown>;
  /** One run around three model calls, three queries, two tools, one stored object and one message. */
  run(): Promise<unknown>;
}

type Step = 'llm' | 'db' | 'tool' | 'storage' | 'messaging';

const STEPS: Step[] = ['llm', 'db', 'tool', 'db', 'llm', 'storage', 'db', 'tool', 'llm', 'messaging'];

export async function runSteps(steps: Record<Step, () => Promise<unknown>>): Promise<void> {
  for (const step of STEPS) await steps[step]();
}
