import type { Settlement } from './settlement';

/**
 * Tells the HTTP response behind a client's promise (openai, anthropic, groq) that has brought a stream: its headers
 * have the request's id, the stream has not. Asked sooner, a rejection would look handled that nobody handles.
 */
export function tellHead(promise: object, settlement: Settlement): void {
  if (settlement.ended || !settlement.readsChunks) return;
  const response: unknown = Object.getOwnPropertyDescriptor(promise, 'responsePromise')?.value;
  if (!(response instanceof Promise)) return;
  response.then(
    (got: { readonly response?: unknown } | undefined) => {
      if (typeof got?.response === 'object' && got.response !== null) settlement.readHead(got.response);
    },
    () => undefined,
  );
}
