import { derivedFrom, trace } from '../shared/opentelemetry-api';
import { SCOPE_NAME, VERSION } from '../shared/version';

/** The SDK's tracer. Looked up at each call, since a provider may be registered at any time; made once a provider. */
export const tracer = derivedFrom('trace', () => trace.getTracer(SCOPE_NAME, VERSION));
