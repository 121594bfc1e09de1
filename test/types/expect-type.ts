/** True for types that are the same, `any` apart from all others. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles if the type of the value is exactly `Expected`; gives the value back. */
export const typed =
  <Expected>() =>
  <Actual>(
    value: Actual,
    ..._same: Same<Actual, Expected> extends true ? [] : ['is not of that type']
  ): Actual =>
    value;
