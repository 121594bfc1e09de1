import { type Context, createContextKey } from '@opentelemetry/api';
import { sharedState } from '../shared/shared-state';

// The same key in every copy of this package: OpenTelemetry makes it of the name.
const NAMED_CARRIER = createContextKey('botanu.named-carrier');

/**
 * Marks a context for one `inject` or `extract` of a carrier that the application itself named. It is allowed by
 * that, whatever `propagateTo` and `trustIncoming` say of the requests that instrumentations see.
 */
export const forNamedCarrier = (context: Context): Context => context.setValue(NAMED_CARRIER, true);

/** Takes the mark off again, so that it does not allow what happens inside of the extracted context. */
export const afterNamedCarrier = (context: Context): Context => context.deleteValue(NAMED_CARRIER);

export const isForNamedCarrier = (context: Context): boolean => context.getValue(NAMED_CARRIER) === true;

const written = sharedState('named-carriers', () => new WeakSet());

/** Remembers headers that the application had written to, for the client's instrumentation that is handed them next. */
export const rememberNamed = (carrier: object): void => void written.add(carrier);

export const wasNamed = (carrier: unknown): boolean =>
  typeof carrier === 'object' && carrier !== null && written.has(carrier);
