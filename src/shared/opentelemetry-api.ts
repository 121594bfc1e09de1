import * as api from '@opentelemetry/api';

// The API's singletons, read once: on its CommonJS face each of them is a getter, which calls that are made
// several times for every span would pay for each time.
export const { context, metrics, propagation, trace } = api;
