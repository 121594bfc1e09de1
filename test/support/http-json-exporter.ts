import { Agent, request } from 'node:http';
import { otlpJson } from '../../src/export/otlp-json';
import type { ReadableSpan } from '../../src/export/readable-span';
import {
  type ExportResult,
  ExportResultCode,
  failure,
  type SpanExporter,
} from '../../src/export/span-exporter';

/**
 * OTLP as JSON, a request a batch, with the errors of OpenTelemetry's own exporter, which cannot run in jest's sandbox
 * and tries again by itself.
 */
export class HttpJsonExporter implements SpanExporter {
  private readonly url: string;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.url = url;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const options = { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } };
    const sending = request(this.url, options, (response) => {
      const { statusCode = 0, statusMessage = '' } = response;
      response.resume().on('end', () => {
        if (statusCode < 300) done({ code: ExportResultCode.SUCCESS });
        else done(failure(Object.assign(new Error(statusMessage), { code: statusCode })));
      });
    });
    sending.on('error', (error) => done(failure(error))).end(otlpJson(spans));
  }

  async shutdown(): Promise<void> {
    this.agent.destroy();
  }
}
