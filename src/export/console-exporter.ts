import { otlpJson } from './otlp-json';
import type { ReadableSpan } from './readable-span';
import { type ExportResult, ExportResultCode, type SpanExporter } from './span-exporter';

/** Writes spans to stdout as OTLP JSON, a request a line: what `OTEL_TRACES_EXPORTER=console` asks for. */
export class ConsoleExporter implements SpanExporter {
  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    process.stdout.write(`${otlpJson(spans)}\n`);
    done({ code: ExportResultCode.SUCCESS });
  }

  async shutdown(): Promise<void> {}
}
