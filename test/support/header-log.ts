import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  /** As it stands in the first line: a path, or a whole URL where a proxy is asked. */
  readonly target: string;
  /** Each header as it came over the wire, names in lower case; a name that came twice is there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A server that knows nothing of OpenTelemetry and keeps what it is sent, header by header. */
export class HeaderLog {
  readonly requests: ReceivedRequest[] = [];
  private readonly server: Server;

  /** What it answers; `redirectTo` sends whoever asks for `/redirect` there. */
  constructor(redirectTo?: (port: number) => string) {
    this.server = createServer(({ url = '', rawHeaders }, response: ServerResponse) => {
      const headers: [string, string][] = [];
      for (let i = 0; i < rawHeaders.length; i += 2)
        headers.push([rawHeaders[i]!.toLowerCase(), rawHeaders[i + 1]!]);
      this.requests.push({ target: url, headers });
      if (url === '/redirect') response.writeHead(302, { location: redirectTo?.(this.port) });
      response.end('done');
    });
  }

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
