/**
 * Tells when a web stream is closed or has failed, whoever reads it. The stream is not locked. Without Node's own
 * `node:stream` it says nothing, and the end is heard only where the stream is read.
 */
export function whenClosed(
  stream: ReadableStream<unknown>,
  heard: (failure: { readonly error: unknown } | undefined) => void,
): void {
  const node = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:stream');
  node?.finished(stream as unknown as NodeJS.ReadableStream, (error) =>
    heard(error === undefined || error === null ? undefined : { error }),
  );
}
