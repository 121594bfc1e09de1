import type { ClientRequest, IncomingMessage } from 'node:http';
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, ExportResultCode, failure, type SpanExporter } from './span-exporter';

/** Node's own, of `http` and `https`: a request that is sent, and an answer whose headers are there. */
const REQUESTS = 'http.client.request.start';
const ANSWERS = 'http.client.response.finish';

/**
 * Takes a web page for no delivery, whatever its status: it is from a captive portal, or a proxy that wants a login, and
 * not from a collector. The OTLP exporter does not tell, and another agent than its own would cost it the certificates
 * of the environment; so the answers are looked at as they come, while an export is under way.
 */
export class WebPageGuard implements SpanExporter {
  private readonly exporter: SpanExporter;
  private readonly url: URL;

  constructor(exporter: SpanExporter, url: string) {
    this.exporter = exporter;
    this.url = new URL(url);
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    // The exporter may try several times: the answer to the last request counts.
    let last: ClientRequest | undefined;
    let body: Beginning | undefined;
    const asked: ChannelListener = (message) => {
      const { request } = message as Exchange;
      if (!this.isOurs(request)) return;
      last = request;
      body = undefined;
    };
    const answered: ChannelListener = (message) => {
      const { request, response } = message as Exchange;
      if (request === last && isHtml(response)) body = new Beginning(response);
    };
    const stop = (): void => {
      unsubscribe(REQUESTS, asked);
      unsubscribe(ANSWERS, answered);
    };
    subscribe(REQUESTS, asked);
    subscribe(ANSWERS, answered);
    try {
      this.exporter.export(spans, (result) => {
        stop();
        const isPage = result.code === ExportResultCode.SUCCESS && body?.isOfPage === true;
        done(isPage ? failure(new Error(A_PAGE)) : result);
      });
    } catch (error) {
      stop();
      throw error;
    }
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  /** Or another exporter's to the same address, which is answered as ours is. */
  private isOurs(request: ClientRequest): boolean {
    const { hostname, host, pathname, search } = this.url;
    const { method, path } = request;
    if (method !== 'POST' || path !== pathname + search) return false;
    if (request.host !== hostname.replace(/^\[(.*)\]$/, '$1')) return false;
    // Of a header that somebody set, nothing is known.
    const its = String(request.getHeader('host'));
    return its === host || !its.startsWith(hostname);
  }
}

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

const A_PAGE = 'it answers with a web page, which no collector does: is something in between?';

/** Many a receiver says so of an `ok`, too, or of nothing. */
const isHtml = ({ headers }: IncomingMessage): boolean =>
  /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');

/** Of an answer's body: what comes before its first character that is not blank, and that. */
class Beginning {
  private text = '';

  /** Whoever made the request, and is told of its answer right after this, gets all of the body as well. */
  constructor(response: IncomingMessage) {
    response.on('data', (chunk: Buffer | string) => {
      if (/^\s*$/.test(this.text)) this.text += chunk.toString().slice(0, LONGEST);
    });
  }

  get isOfPage(): boolean {
    return /^\s*</.test(this.text);
  }
}

const LONGEST = 1024;
