import { initBotanu, runUseCase, trackLlmCall } from '../../../src';
import { startModelServer } from './model-server';

/**
 * Makes each call under `trackLlmCall`, or bare, with clients that other instrumentations have patched, and writes the
 * ledger into its working directory. A use case is a call, so that the report tells them apart.
 */
const isTracked = process.argv[2] === 'tracked';

const botanu = initBotanu({
  serviceName: 'app',
  autoInstrument: ['openai', '@traceloop/instrumentation-anthropic'],
});

async function main(): Promise<void> {
  const server = await startModelServer();
  // After botanu, which has them patched as they are loaded.
  const { OpenAI } = await import('openai');
  const { Anthropic } = await import('@anthropic-ai/sdk');
  const openai = new OpenAI({ apiKey: 'none', baseURL: `${server.url}/v1`, maxRetries: 0 });
  const anthropic = new Anthropic({ apiKey: 'none', baseURL: server.url, maxRetries: 0 });
  const gpt = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hm?' }] };
  const claude = { ...gpt, model: 'claude-sonnet-4-5-20250929', max_tokens: 100 };

  const inRun = (
    useCase: string,
    options: Parameters<typeof trackLlmCall>[0],
    call: () => PromiseLike<unknown>,
  ): Promise<unknown> =>
    runUseCase(useCase, async () => read(await (isTracked ? trackLlmCall(options, call) : call())));

  const ours = { provider: 'openai', model: gpt.model };
  await inRun('openai', ours, () => openai.chat.completions.create(gpt));
  await inRun('openai, streamed', ours, () =>
    openai.chat.completions.create({ ...gpt, stream: true, stream_options: { include_usage: true } }),
  );
  const embedding = { model: 'text-embedding-3-small', input: 'Hm?' };
  await inRun('openai, embedded', { ...ours, operation: 'embeddings', model: embedding.model }, () =>
    openai.embeddings.create({ ...embedding, encoding_format: 'float' }),
  );
  const theirs = { provider: 'anthropic', model: claude.model };
  await inRun('anthropic', theirs, () => anthropic.messages.create(claude));
  await inRun('anthropic, streamed', theirs, () => anthropic.messages.create({ ...claude, stream: true }));
  await inRun('both in one method', { provider: 'openai', model: gpt.model }, async () => {
    await openai.embeddings.create({ ...embedding, encoding_format: 'float' });
    return openai.chat.completions.create(gpt);
  });
  server.close();
  await botanu.shutdown();
}

/** Streams are read to their end. */
async function read(result: unknown): Promise<void> {
  const parts = result as Partial<AsyncIterable<unknown>>;
  if (parts[Symbol.asyncIterator] === undefined) return;
  for await (const _ of parts as AsyncIterable<unknown>);
}

void main();
