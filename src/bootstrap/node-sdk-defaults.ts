import type { TextMapPropagator } from '@opentelemetry/api';
import { createRequire } from 'node:module';
import { log } from '../shared/diagnostics';
import { show } from '../shared/texts';
import type { AnySpanExporter, AnySpanProcessor } from './node-sdk-configuration';
import { requirePeers } from './require-peers';
import { type Environment, listed, variable } from './setting';

/**
 * What the Node SDK makes of the environment where its configuration leaves something out, which it does no longer
 * once botanu's parts stand there. Made of the same classes, taken from the SDK's own dependencies.
 */
export class NodeSdkDefaults {
  private loaded: NodeJS.Require | undefined;

  constructor(private readonly env: Environment) {}

  /** For each exporter that `OTEL_TRACES_EXPORTER` names; OTLP where it names none. */
  spanProcessors(): AnySpanProcessor[] {
    const named = listed(this.env, 'OTEL_TRACES_EXPORTER');
    if (named[0] === 'none') return [];
    const names = named.length === 0 || named.includes('none') ? ['otlp'] : [...new Set(named)];
    return names.flatMap(
      (name) => unlessMissing('OTEL_TRACES_EXPORTER', name, () => this.spanProcessor(name)) ?? [],
    );
  }

  /** What stands between the SDK and a `traceExporter`. */
  batching(exporter: AnySpanExporter): AnySpanProcessor {
    const { BatchSpanProcessor } = this.load<TraceSdk>('@opentelemetry/sdk-trace');
    return new BatchSpanProcessor({
      exporter,
      maxQueueSize: this.positive('OTEL_BSP_MAX_QUEUE_SIZE'),
      maxExportBatchSize: this.positive('OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
      scheduledDelayMillis: this.positive('OTEL_BSP_SCHEDULE_DELAY'),
      exportTimeoutMillis: this.positive('OTEL_BSP_EXPORT_TIMEOUT'),
    });
  }

  /** Those that `OTEL_PROPAGATORS` names, else W3C trace context and baggage. Null for none. */
  propagator(): TextMapPropagator | null {
    const named = listed(this.env, 'OTEL_PROPAGATORS');
    if (named.includes('none')) return null;
    const names = named.length === 0 ? ['tracecontext', 'baggage'] : [...new Set(named)];
    const propagators = names.flatMap(
      (name) => unlessMissing('OTEL_PROPAGATORS', name, () => this.propagatorNamed(name)) ?? [],
    );
    if (propagators.length < 2) return propagators[0] ?? null;
    const { CompositePropagator } = this.load<Core>('@opentelemetry/core');
    return new CompositePropagator({ propagators });
  }

  private spanProcessor(exporter: string): AnySpanProcessor | undefined {
    switch (exporter) {
      case 'otlp':
        return this.batching(this.otlpExporter());
      case 'zipkin':
        return this.batching(new (this.load<Zipkin>('@opentelemetry/exporter-zipkin').ZipkinExporter)());
      case 'console': {
        const sdk = this.load<TraceSdk>('@opentelemetry/sdk-trace');
        return new sdk.SimpleSpanProcessor({ exporter: new sdk.ConsoleSpanExporter() });
      }
      default:
        log.warn(`OTEL_TRACES_EXPORTER: there is no ${show(exporter)}. Write otlp, zipkin, console or none.`);
        return undefined;
    }
  }

  private otlpExporter(): AnySpanExporter {
    const protocol =
      variable(this.env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ??
      variable(this.env, 'OTEL_EXPORTER_OTLP_PROTOCOL') ??
      'http/protobuf';
    const { OTLPTraceExporter } = this.load<Otlp>(
      OTLP_EXPORTERS[protocol] ?? OTLP_EXPORTERS['http/protobuf']!,
    );
    return new OTLPTraceExporter();
  }

  private propagatorNamed(name: string): TextMapPropagator | undefined {
    switch (name) {
      case 'tracecontext':
        return new (this.load<Core>('@opentelemetry/core').W3CTraceContextPropagator)();
      case 'baggage':
        return new (this.load<Core>('@opentelemetry/core').W3CBaggagePropagator)();
      case 'b3':
        return new (this.load<B3>('@opentelemetry/propagator-b3').B3Propagator)();
      case 'b3multi': {
        const { B3Propagator, B3InjectEncoding } = this.load<B3>('@opentelemetry/propagator-b3');
        return new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
      }
      case 'jaeger':
        return new (this.load<Jaeger>('@opentelemetry/propagator-jaeger').JaegerPropagator)();
      default:
        log.warn(`OTEL_PROPAGATORS: there is no ${show(name)} here; it is left out`);
        return undefined;
    }
  }

  private positive(name: string): number | undefined {
    const number = Number(variable(this.env, name));
    return number > 0 ? number : undefined;
  }

  /** From where the Node SDK is, because its dependencies need not be reachable from here. */
  private load<T>(name: string): T {
    this.loaded ??= createRequire(
      requirePeers(
        { '@opentelemetry/sdk-node': () => require.resolve('@opentelemetry/sdk-node') },
        'withBotanu',
        'A configuration with spanProcessors and a textMapPropagator in it does without.',
      )['@opentelemetry/sdk-node'],
    );
    return this.loaded(name) as T;
  }
}

/** Not every version of the Node SDK brings what another does: line 3.x is without Jaeger's propagator. */
function unlessMissing<T>(variableName: string, name: string, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const [reason] = (error as Error).message.split('\n');
    log.warn(
      `${variableName}: ${show(name)} is left out: ${reason}. The installed '@opentelemetry/sdk-node' does not bring ` +
        'it. Install it, or make it in the configuration that withBotanu is given.',
    );
    return undefined;
  }
}

const OTLP_EXPORTERS: Readonly<Record<string, string>> = {
  'http/protobuf': '@opentelemetry/exporter-trace-otlp-proto',
  'http/json': '@opentelemetry/exporter-trace-otlp-http',
  grpc: '@opentelemetry/exporter-trace-otlp-grpc',
};

interface TraceSdk {
  BatchSpanProcessor: new (options: object) => AnySpanProcessor;
  SimpleSpanProcessor: new (options: object) => AnySpanProcessor;
  ConsoleSpanExporter: new () => AnySpanExporter;
}
interface Otlp {
  OTLPTraceExporter: new () => AnySpanExporter;
}
interface Zipkin {
  ZipkinExporter: new () => AnySpanExporter;
}
interface Core {
  W3CTraceContextPropagator: new () => TextMapPropagator;
  W3CBaggagePropagator: new () => TextMapPropagator;
  CompositePropagator: new (options: { propagators: TextMapPropagator[] }) => TextMapPropagator;
}
interface B3 {
  B3Propagator: new (options?: { injectEncoding: unknown }) => TextMapPropagator;
  B3InjectEncoding: { MULTI_HEADER: unknown };
}
interface Jaeger {
  JaegerPropagator: new () => TextMapPropagator;
}
