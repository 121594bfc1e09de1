/* eslint-disable @typescript-eslint/no-require-imports -- an import is a copy, and made before there are instrumentations */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
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
  injectRunContext,
  runUseCase,
  setBaggage,
  trackToolCall,
} from '../../../src/index';

export interface Call {
  readonly url: string;
  /** Where a proxy listens that is asked for the URL. */
  readonly proxyPort?: number;
  /** What is given as `host` instead; the URL tells where it is reached. */
  readonly host?: string;
  /** Headers of the application's own; `named` are those that `injectRunContext` writes. */
  readonly headers?: Record<string, string> | 'named';
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

const request = (call: Call): Promise<unknown> =>
  job.client === 'fetch' ? fetch(call.url).then((response) => response.text()) : get(call);

async function get({ url, proxyPort, host, headers }: Call): Promise<void> {
  const { request } = require('node:http') as typeof import('node:http');
  const parsed = new URL(url);
  const own = headers === 'named' ? injectRunContext({}) : (headers ?? {});
  // As an HTTP client does it that was told of a proxy.
  const proxied = { host: '127.0.0.1', port: proxyPort, path: url, headers: { host: parsed.host } };
  const here = () => connect(Number(parsed.port), '127.0.0.1');
  const other = host === undefined ? proxied : { host, headers: own, createConnection: here };
  const isDirect = host === undefined && proxyPort === undefined;
  const sent = isDirect ? request(url, { headers: own }) : request(other);
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
  use(
    handler: (
      request: IncomingMessage & { path: string },
      response: ServerResponse,
      next: () => void,
    ) => unknown,
  ): void;
  listen(port: number, host: string): Server;
}

/** `/work` works, `/relay` asks the next service to work, `/nested` does so in a run of its own, `/forward` with all headers. */
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
  const routes: Record<string, (request: IncomingMessage) => unknown> = {
    '/work': () => {},
    '/relay': askNext,
    '/nested': () => runUseCase('Delivery', askNext),
    '/forward': ({ headers: { host: _, ...headers } }) =>
      request({ url: `${next}/work`, headers: headers as Record<string, string> }),
  };
  app.use((incoming, response) =>
    trackToolCall({ name: `work of ${name}` }, async () => {
      await routes[incoming.path]?.(incoming);
      response.end('done');
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
}

void (job.calls === undefined ? serve(job) : callAll(job.calls));
