/** What `act` throws; it is an error of the test if it throws nothing. */
export function thrownBy(act: () => unknown): Error & { readonly code?: unknown } {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}
