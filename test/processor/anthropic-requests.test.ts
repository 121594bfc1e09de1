import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Anthropic } from '@anthropic-ai/sdk';
import { propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { BotanuPropagator, type BotanuPropagatorOptions, runUseCase } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
let server: Server;
let baseURL: string;
let received: IncomingHttpHeaders;
beforeEach(async () => {
  telemetry = startTelemetry();
  server = createServer((request, response) => {
    received = request.headers;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":1}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await telemetry.stop();
});

/** Anthropic's client writes the headers of its requests itself, under a span of its own. */
function asked(options: BotanuPropagatorOptions): Promise<string[]> {
  const theirs = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  propagation.disable();
  propagation.setGlobalPropagator(new BotanuPropagator(theirs, options));
  const client = new Anthropic({ apiKey: 'none', baseURL, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'Hi' }];
  return warningsOf(() =>
    runUseCase('Support', () => client.messages.countTokens({ model: 'claude-sonnet-4-5', messages })),
  );
}

it("a request of Anthropic's client tells a stranger nothing of the run, and names the host", async () => {
  const warnings = await asked({ propagateTo: [] });
  expect(received.traceparent).toBeDefined();
  expect(received.baggage).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/requests to '127\.0\.0\.1.* propagateTo/s)]);
});

it('and tells a gateway of your own, where propagateTo allows it', async () => {
  expect(await asked({ propagateTo: ['127.0.0.1'] })).toEqual([]);
  expect(received.baggage).toContain('botanu.run_id=');
});
