import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { trace } from '../shared/opentelemetry-api';
import { SCOPE_NAME, VERSION } from '../shared/version';

let provider: TracerProvider | undefined;
let cached: Tracer;

/** The SDK's tracer. Looked up at each call, since a provider may be registered at any time; made once a provider. */
export function tracer(): Tracer {
  const current = trace.getTracerProvider();
  if (current !== provider) {
    provider = current;
    cached = current.getTracer(SCOPE_NAME, VERSION);
  }
  return cached;
}
