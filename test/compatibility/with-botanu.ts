// The application's own NodeSDK, whose sampler leaves every trace out, with botanu in its configuration: prints how
// many spans its own exporter got.
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOffSampler, InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { runUseCase, shutdownBotanu, trackLlmCall, withBotanu } from 'botanu';

const traceExporter = new InMemorySpanExporter();
// No metrics and no logs: the SDK would send them to a collector that is not there.
const elsewhere = { metricReaders: [], logRecordProcessors: [] };
const sdk = new NodeSDK(withBotanu({ traceExporter, sampler: new AlwaysOffSampler(), ...elsewhere }));
sdk.start();

async function main(): Promise<void> {
  await runUseCase('Customer Support', () =>
    trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, async (llm) => {
      await Promise.resolve();
      llm.setTokens({ inputTokens: 1000, outputTokens: 12 });
    }),
  );
  await shutdownBotanu();
  process.stdout.write(String(traceExporter.getFinishedSpans().length));
  await sdk.shutdown();
}

void main();
