/* eslint-disable @typescript-eslint/no-require-imports -- an import is a copy, and made before there are instrumentations */
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { initBotanu } from '../../../src/bootstrap/init-botanu';
import { printDiagnostics } from '../../../src/bootstrap/stderr-diagnostics';
import {
  BotanuPropagator,
  BotanuSpanProcessor,
  runUseCase,
  setBaggage,
  trackToolCall,
} from '../../../src/index';

export interface Call {
  readonly url: string;
  /** Where a proxy listens that is asked for the URL. */
  readonly proxyPort?: number;
}

export interface Job {
  readonly name: string;
  /** `unsampled` and `stock` are SDKs of the application's own, the latter without botanu's propagator. */
  readonly sdk?: 'botanu' | 'unsampled' | 'stock';
  readonly client?: 'http' | 'fetch';
  /** A client: what it asks for, in one run. */
  readonly calls?: readonly Call[];
  /** A service: the one that it asks in turn. */
  readonly next?: string;
  /** A service whose framework writes the context into each response. */
  readonly tellsClients?: boolean;
  /** A service that believes a run if the request has this header. */
  readonly believes?: string;
}

const job = JSON.parse(process.argv[2]!) as Job;

// As /etc/hosts could say it: every name is this machine.
const dns = require('node:dns') as { lookup: (...args: unknown[]) => unknown };
const { lookup } = dns;
dns.lookup = (_name, ...rest) => lookup('127.0.0.1', ...rest);

startSdk();
new HttpInstrumentation();
new UndiciInstrumentation();

function startSdk(): void {
  const { name, sdk = 'botanu', believes } = job;
  if (sdk === 'botanu') {
    const trustIncoming =
      believes === undefined ? undefined : (headers: unknown) => (headers as Headers)[believes] !== undefined;
    initBotanu({ serviceName: name, autoInstrument: false, trustIncoming });
    return;
  }
  printDiagnostics('warn');
  const w3c = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(sdk === 'stock' ? w3c : new BotanuPropagator(w3c, { propagateTo: ['*'] }));
  trace.setGlobalTracerProvider(
    new TracerProvider({
      spanProcessors: [new BotanuSpanProcessor()],
      ...(sdk === 'unsampled' && { sampler: new AlwaysOffSampler() }),
    }),
  );
}

type Headers = Record<string, unknown>;

const request = ({ url, proxyPort }: Call): Promise<unknown> =>
  job.client === 'fetch' ? fetch(url).then((response) => response.text()) : get(url, proxyPort);

async function get(url: string, proxyPort: number | undefined): Promise<void> {
  const { request } = require('node:http') as typeof import('node:http');
  const { host } = new URL(url);
  // As an HTTP client does it that was told of a proxy.
  const proxied = { host: '127.0.0.1', port: proxyPort, path: url, headers: { host } };
  const sent = proxyPort === undefined ? request(url) : request(proxied);
  const [response] = (await once(sent.end(), 'response')) as [NodeJS.ReadableStream];
  await once(response.resume(), 'end');
}

async function callAll(calls: readonly Call[]): Promise<void> {
  const runId = await runUseCase('Customer Support', async (run) => {
    setBaggage('plan', 'gold');
    for (const call of calls) await request(call);
    return run.runId;
  });
  process.stdout.write(`${runId}\n`);
}

interface Express {
  use(handler: (request: { path: string }, response: ServerResponse, next: () => void) => unknown): void;
  listen(port: number, host: string): Server;
}

/** `/work` works, `/relay` asks the next service to work, and `/nested` does so in a run of its own. */
async function serve({ name, next }: Job): Promise<void> {
  const express = require('express') as () => Express;
  const app = express();
  if (job.tellsClients) {
    app.use((_, response, next) => {
      propagation.inject(context.active(), response, { set: (its, key, value) => its.setHeader(key, value) });
      next();
    });
  }
  const askNext = () => request({ url: `${next}/work` });
  const routes: Record<string, () => unknown> = {
    '/work': () => {},
    '/relay': askNext,
    '/nested': () => runUseCase('Delivery', askNext),
  };
  app.use(({ path }, response) =>
    trackToolCall({ name: `work of ${name}` }, async () => {
      await routes[path]?.();
      response.end('done');
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
}

void (job.calls === undefined ? serve(job) : callAll(job.calls));
