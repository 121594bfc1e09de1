import { setTimeout as sleep } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../../support/telemetry';
import type { Client } from './client';
import { ProviderServer } from './provider-server';
import type { Told } from './told';
import { goTheWay, isThere, type Seen, type Way, WAYS } from './ways';

class Caller {
  @TrackLlm({ provider: ({ provider }: Client) => provider, model: ({ model }: Client) => model })
  ask(_client: Client, make: () => unknown): unknown {
    return make();
  }
}

export interface Observation {
  readonly untracked: Seen;
  readonly tracked: Seen;
  /** Whether the method gave the very object that the client gave, or the client gave a promise of the platform's. */
  readonly same: boolean;
  readonly spans: readonly Told[];
  readonly warnings: readonly string[];
  /** Rejections that nobody handled, of the untracked and of the tracked call. */
  readonly unhandled: readonly [string[], string[]];
}

let unhandled: string[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(String(reason)));

const unhandledDuring = async <T>(act: () => Promise<T>): Promise<[T, string[]]> => {
  unhandled = [];
  const value = await act();
  // They are told once the microtasks are done.
  await sleep(0);
  return [value, unhandled];
};

async function observe(
  way: Way,
  client: Client,
  server: ProviderServer,
  url: string,
): Promise<Observation | undefined> {
  const asks = client.connect(url);
  if (!isThere(way, client, asks)) return undefined;
  const [untracked, alone] = await unhandledDuring(() =>
    inTime(goTheWay(way, client, server, asks, (make) => make())),
  );

  const telemetry = startTelemetry();
  let same = true;
  let tracked: Seen;
  let beside: string[];
  const warnings = await warningsOf(async () => {
    [tracked, beside] = await unhandledDuring(() =>
      inTime(
        goTheWay(way, client, server, asks, (make) => {
          let made: unknown;
          const given = new Caller().ask(client, () => (made = make()));
          same = given === made || made?.constructor === Promise;
          return given;
        }),
      ),
    );
    await ended(telemetry);
  });
  const spans = oursOf(telemetry).map(toldBy);
  await telemetry.stop();
  return { untracked, tracked: tracked!, same, spans, warnings, unhandled: [alone, beside!] };
}

/** Waits for a call that never ends only so long, and tells. */
const inTime = (seen: Promise<Seen>): Promise<Seen> =>
  Promise.race([seen, sleep(5_000).then(() => ({ content: [], thrown: 'It never ended.' }))]);

/** What happens behind a caller that has gone, such as a connection that is closed, may end it. */
async function ended(telemetry: Telemetry): Promise<void> {
  for (let turn = 0; turn < 500 && oursOf(telemetry).length === 0; turn++) await sleep(10);
  await sleep(0);
}

/** Anthropic's client makes spans of its own as soon as OpenTelemetry is there. */
const oursOf = (telemetry: Telemetry): ReadableSpan[] =>
  telemetry.spans().filter(({ instrumentationScope }) => instrumentationScope.name === 'botanu');

const toldBy = ({ status, attributes }: ReadableSpan): Told => {
  const told = {
    error: attributes['error.type'] as string | undefined,
    streamed: attributes['gen_ai.request.stream'] === true,
    timeToFirstChunk: typeof attributes['gen_ai.response.time_to_first_chunk'] === 'number',
    model: attributes['gen_ai.response.model'] as string | undefined,
    id: attributes['gen_ai.response.id'] as string | undefined,
    requestId: attributes['botanu.vendor.request_id'] as string | undefined,
    finish: attributes['gen_ai.response.finish_reasons'] as string[] | undefined,
    tier: (attributes['openai.response.service_tier'] ?? attributes['botanu.usage.service_tier']) as
      string | undefined,
    usage: Object.fromEntries(
      Object.entries(attributes)
        .filter(([key, count]) => USAGE.test(key) && typeof count === 'number')
        .map(([key, count]) => [key.replace(USAGE, ''), count as number]),
    ),
  };
  const failed = status.code === SpanStatusCode.ERROR ? 'failed' : 'done';
  return { status: (attributes['botanu.operation.status'] as Told['status'] | undefined) ?? failed, ...told };
};

const USAGE = /^(gen_ai|botanu)\.usage\./;

/** Calls real clients in every way, each once as it is and once tracked; tells what the caller saw, and the spans. */
export async function observeCalls(calls: Readonly<Record<string, Client>>): Promise<ObservedCalls> {
  const observed: Record<string, Partial<Record<Way, Observation>>> = {};
  for (const [name, client] of Object.entries(calls)) {
    const server = new ProviderServer(client.answers);
    const url = await server.start();
    const ofCall: Partial<Record<Way, Observation>> = {};
    for (const way of WAYS) {
      const observation = await observe(way, client, server, url);
      if (observation !== undefined) ofCall[way] = observation;
    }
    observed[name] = ofCall;
    server.stop();
  }
  return observed;
}

export type ObservedCalls = Readonly<Record<string, Partial<Record<Way, Observation>>>>;
