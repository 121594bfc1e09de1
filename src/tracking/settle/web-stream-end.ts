/**
 * Tells when a web stream is closed or has failed, whoever reads it. The stream is not locked. False where there is
 * nothing of Node's to ask: the end is then heard only where the stream is read or piped.
 */
export function whenClosed(
  stream: ReadableStream<unknown>,
  heard: (failure: { readonly error: unknown } | undefined) => void,
): boolean {
  const node = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:stream');
  if (node === undefined) return false;
  node.finished(stream as unknown as NodeJS.ReadableStream, (error) =>
    heard(error === undefined || error === null ? undefined : { error }),
  );
  return true;
}
