import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What it does with a request: accept it, answer with that status or as a captive portal does, with a page (`html`), or
 * behave badly.
 */
export type Mood = 'up' | 'html' | 'garbage' | 'truncated' | 'hang' | 'redirect' | number;

/** An OTLP endpoint that can be told how to behave, and keeps the names of the spans that it accepted. */
export class MoodyEndpoint {
  /** In the order of arrival. */
  readonly accepted: string[] = [];
  readonly batches: string[][] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  mood: Mood = 'up';
  /** What it does not take even when it is up, and its status for it: spans of such names, and larger bodies. */
  poison: { readonly names: RegExp; readonly status: number } | undefined;
  mostBytes = Infinity;
  /** The content type of what it says to spans that it takes; it says nothing where there is none. */
  answerType: string | undefined;
  redirectTo = '';
  private port = 0;
  private server = this.newServer();

  async start(): Promise<this> {
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    this.server = this.newServer();
  }

  private newServer(): Server {
    return createServer((request, response) => {
      const chunks: Buffer[] = [];
      this.headers.push(request.headers);
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(response, Buffer.concat(chunks)));
    });
  }

  private answer(response: ServerResponse, body: Buffer): void {
    const { mood } = this;
    if (mood === 'up') this.say(response, this.take(body));
    else if (mood === 'html')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>');
    else if (mood === 'garbage') response.socket?.end('what is this?\r\n');
    else if (mood === 'truncated') response.socket?.end('HTTP/1.1 503 Service Una');
    else if (mood === 'redirect') response.writeHead(307, { location: this.redirectTo }).end();
    else if (mood !== 'hang') response.writeHead(mood).end('no');
  }

  private say(response: ServerResponse, status: number): void {
    if (this.answerType === undefined) response.writeHead(status).end();
    else response.writeHead(status, { 'content-type': this.answerType }).end('thanks');
  }

  /** Gives the status of the answer. */
  private take(body: Buffer): number {
    if (body.length > this.mostBytes) return 413;
    // Protobuf has texts as they are, and spans in their order; a digit may follow, which the dot is for.
    const names = body.toString('latin1').match(/span [\w-]+(?=\.)/g) ?? [];
    if (this.poison !== undefined && names.some((name) => this.poison!.names.test(name)))
      return this.poison.status;
    this.batches.push([...names]);
    this.accepted.push(...names);
    return 200;
  }
}
