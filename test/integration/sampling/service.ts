import { trace } from '@opentelemetry/api';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { flushBotanu, runUseCase, trackLlmCall, withBotanu } from '../../../src';

export interface ServiceOptions {
  /** Where botanu's parts send spans; absent, they are not there. */
  readonly botanu?: 'ledger' | 'stamping only';
  /** The share of traces that the service's own sampler keeps. */
  readonly ratio: number;
  /** The service that each run calls, `http://…`; the one that is called has none. */
  readonly calls?: string;
  readonly runs?: number;
}

/** What a service that has made its runs says of what they cost. */
export interface ServiceCost {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly heapMb: number;
}

/**
 * A service with an OpenTelemetry SDK of its own, which samples and exports by OTLP as its environment says: either it
 * makes runs that call another one, or it is called. Three spans a run in each, two of them of other libraries.
 */
const options = JSON.parse(process.argv[2]!) as ServiceOptions;
const configuration = {
  sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
  instrumentations: [new HttpInstrumentation()],
};
const sdk = new NodeSDK(
  options.botanu === undefined
    ? configuration
    : withBotanu(configuration, options.botanu === 'ledger' ? {} : { ledger: false }),
);
sdk.start();

// eslint-disable-next-line @typescript-eslint/no-require-imports -- after the SDK has been started, which patches it
const { Agent, createServer, get } = require('node:http') as typeof import('node:http');

const askModel = (): Promise<void> =>
  trackLlmCall({ provider: 'openai', model: 'gpt-4o-mini' }, (call) => {
    call.setTokens({ inputTokens: 100, outputTokens: 10 });
    return Promise.resolve();
  });

async function beCalled(): Promise<void> {
  const server = createServer((_request, response) => {
    trace.getTracer('pg').startSpan('SELECT').end();
    void askModel().then(() => response.end('yes'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  await once(process.stdin.resume(), 'end');
  server.closeAllConnections();
  server.close();
}

const AT_A_TIME = 8;

async function makeRuns(url: string, runs: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const call = async (): Promise<void> => {
    const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
  };
  let left = runs;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      await runUseCase('Customer Support', async () => {
        await askModel();
        await call();
      });
      // What runs are not made of is sampled as before.
      trace.getTracer('cron').startSpan('tick').end();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  agent.destroy();
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const { calls, runs = 0 } = options;
  if (calls === undefined) await beCalled();
  else await makeRuns(calls, runs);
  await flushBotanu();
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  (globalThis as { gc?: () => void }).gc?.();
  const cost: ServiceCost = {
    elapsedMs,
    cpuMs: (user + system) / 1000,
    maxRssMb: maxRSS / 1024,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
  };
  await sdk.shutdown();
  process.stdout.write(`${JSON.stringify(cost)}\n`);
}

void main();
