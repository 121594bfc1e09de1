import { Ollama } from 'ollama';
import type { Client } from '../client';

const model = 'llama3.2';
const HEAD = { model: 'llama3.2:latest', created_at: '2025-08-17T12:00:00Z' };
const END = {
  done_reason: 'stop',
  done: true,
  total_duration: 300_000_000,
  load_duration: 10_000_000,
  prompt_eval_count: 120,
  prompt_eval_duration: 20_000_000,
  eval_count: 30,
  eval_duration: 200_000_000,
};

const line = (content: string, rest: object = { done: false }): string =>
  `${JSON.stringify({ ...HEAD, message: { role: 'assistant', content }, ...rest })}\n`;

export const ollama: Client = {
  provider: 'ollama',
  model,
  answers: {
    plain: { ...HEAD, message: { role: 'assistant', content: 'Hello' }, ...END },
    stream: {
      contentType: 'application/x-ndjson',
      begin: [line('Hel')],
      rest: [line('lo'), line('', END)],
      failure: `${JSON.stringify({ error: 'the model runner has stopped' })}\n`,
    },
    refusal: { status: 404, body: { error: "model 'llama3.2' not found" } },
  },
  connect(url) {
    const client = new Ollama({ host: url });
    const messages = [{ role: 'user', content: 'Hi' }];
    return {
      plain: () => client.chat({ model, messages }),
      stream: () => client.chat({ model, messages, stream: true }),
    };
  },
  abort: (answer) => (answer as { abort(): void }).abort(),
};
