import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What becomes of the requests to come. */
export type Behaviour =
  /** Answered to the end. */
  | 'whole'
  /** Answered with an HTTP error. */
  | 'refused'
  /** Streamed up to the middle, and never on. */
  | 'stalled'
  /** Streamed up to the middle, where the provider says in its own words that it has failed. */
  | 'given up';

/** What a provider sends, byte for byte. */
export interface ProviderAnswers {
  /** Besides those of the content type; request ids. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly plain: unknown;
  readonly stream: {
    readonly contentType: string;
    /** Up to the middle of the answer; only the last of these has the word `Hel`, of `Hello`. */
    readonly begin: readonly (string | Uint8Array)[];
    readonly rest: readonly (string | Uint8Array)[];
    /** The provider's own way to say in mid-stream that it gives up, where it has one. */
    readonly failure?: string | Uint8Array;
  };
  readonly refusal: {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body: unknown;
  };
  /** Whether the client speaks HTTP/2 to an address without TLS. */
  readonly http2?: boolean;
}

/** A provider that runs on this machine and answers one kind of call. */
export class ProviderServer {
  behaviour: Behaviour = 'whole';
  private readonly server: Server | Http2Server;
  private readonly connections = new Set<{ destroy(): void }>();

  constructor(private readonly answers: ProviderAnswers) {
    const overHttp2 = answers.http2 === true;
    this.server = overHttp2 ? createHttp2Server() : createServer();
    this.server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      void this.answer(incoming, outgoing);
    });
    this.server.on(overHttp2 ? 'session' : 'connection', (connection: { destroy(): void }) =>
      this.connections.add(connection),
    );
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection, in the middle of what is said. */
  hangUp(): void {
    for (const connection of this.connections) connection.destroy();
    this.connections.clear();
  }

  stop(): void {
    this.hangUp();
    this.server.close();
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { behaviour } = this;
    const { headers, plain, stream, refusal } = this.answers;
    const asksForStream = isStreamed(incoming.url ?? '', await text(incoming));
    // The same answer, whenever it is given.
    outgoing.sendDate = false;
    const json = { ...headers, 'content-type': 'application/json' };
    if (behaviour === 'refused') {
      outgoing.writeHead(refusal.status, { ...json, ...refusal.headers }).end(JSON.stringify(refusal.body));
    } else if (!asksForStream) {
      outgoing.writeHead(200, json).end(JSON.stringify(plain));
    } else {
      outgoing.writeHead(200, { ...headers, 'content-type': stream.contentType });
      for (const part of stream.begin) outgoing.write(part);
      if (behaviour === 'stalled') return;
      for (const part of behaviour === 'given up' ? [stream.failure!] : stream.rest) outgoing.write(part);
      outgoing.end();
    }
  }
}

/** By the request's path or its body, whichever the provider goes by. */
const isStreamed = (path: string, body: string): boolean =>
  /stream/i.test(path) || (JSON.parse(body || '{}') as { stream?: boolean }).stream === true;

/** One server-sent event. */
export const sse = (data: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

export interface TypedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A server-sent event that is named as the `type` in its data. */
export const typedEvent = (data: TypedEvent): string => sse(data, data.type);

export const SSE = 'text/event-stream; charset=utf-8';
