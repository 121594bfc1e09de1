import type { ClientRequest, IncomingMessage } from 'node:http';
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, ExportResultCode, failure, type SpanExporter } from './span-exporter';

/** Node's own: told of every answer to a request by `http` or `https`, when its headers are there. */
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
    let isPage = false;
    // The exporter may try several times: the last answer counts.
    const look: ChannelListener = (message) => {
      const { request, response } = message as Exchange;
      if (this.isOurs(request)) isPage = isWebPage(response);
    };
    subscribe(ANSWERS, look);
    try {
      this.exporter.export(spans, (result) => {
        unsubscribe(ANSWERS, look);
        done(isPage && result.code === ExportResultCode.SUCCESS ? failure(new Error(A_PAGE)) : result);
      });
    } catch (error) {
      unsubscribe(ANSWERS, look);
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
  private isOurs({ method, host, path }: ClientRequest): boolean {
    const { hostname, pathname, search } = this.url;
    return method === 'POST' && path === pathname + search && host === hostname.replace(/^\[(.*)\]$/, '$1');
  }
}

interface Exchange {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
}

const A_PAGE = 'it answers with a web page, which no collector does: is something in between?';

const isWebPage = ({ headers }: IncomingMessage): boolean =>
  /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '');
