import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { runUseCase, shutdownBotanu, withBotanu } from '../../src';

/** An application with an OpenTelemetry SDK of its own, which keeps one of two traces, and leaves by a door. */
const [door] = process.argv.slice(2);
let roots = 0;
const root = {
  shouldSample: () => (roots++ % 2 === 0 ? { decision: 2 } : new AlwaysOffSampler().shouldSample()),
  toString: () => 'EverySecond',
};
const newSdk = (): NodeSDK => {
  const sdk = new NodeSDK(withBotanu({ sampler: new ParentBasedSampler({ root }) }));
  sdk.start();
  return sdk;
};
const sdk = newSdk();

for (let i = 0; i < 500; i++)
  runUseCase('Customer Support', () => trace.getTracer('pg').startSpan('SELECT').end());

if (door === 'exit') process.exit(2);
if (door === 'shutdown') void sdk.shutdown();
if (door === 'exit while stopping') {
  void shutdownBotanu();
  process.exit(2);
}
if (door === 'exit when both have stopped') {
  void sdk.shutdown();
  void shutdownBotanu().then(() => process.exit(2));
}
if (door === 'signal while starting anew') {
  void sdk.shutdown();
  newSdk();
  process.kill(process.pid, 'SIGTERM');
}
if (door === 'signal') setInterval(() => process.stdout.write('ready\n'), 50);
