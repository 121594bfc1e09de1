/** Stands for what nobody knows; a zero never does. */
export const UNKNOWN = '–';

/** Cents and more to four decimals, less to three significant digits, next to nothing to two. */
function decimalsFor(amountUsd: number): number {
  if (amountUsd === 0 || amountUsd >= 1) return 2;
  if (amountUsd >= 0.01) return 4;
  const leadingDecimal = -Math.floor(Math.log10(amountUsd));
  return leadingDecimal + (amountUsd >= 0.0001 ? 2 : 1);
}

export interface Amount {
  readonly usd: number | null;
  readonly isLowerBound: boolean;
}

/** The amounts of one column, blanks behind them, so that their points stand below one another. */
export function usdColumn(amounts: readonly (Amount | undefined)[]): string[] {
  const texts = amounts.map((amount) => (amount === undefined ? '' : usdText(amount)));
  const most = Math.max(...texts.map(decimalsOf));
  return texts.map((text) => (decimalsOf(text) === 0 ? text : text + ' '.repeat(most - decimalsOf(text))));
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;

/** One amount by itself. */
export const usd = (amountUsd: number): string => usdText({ usd: amountUsd, isLowerBound: false });

function usdText({ usd: amountUsd, isLowerBound }: Amount): string {
  // "At least nothing" says no more than that nobody knows.
  if (amountUsd === null || (isLowerBound && amountUsd === 0)) return UNKNOWN;
  const decimals = decimalsFor(amountUsd);
  // Rounded up, "at least" would not be true.
  return isLowerBound
    ? `≥$${fixed(roundedDown(amountUsd, decimals), decimals)}`
    : `$${fixed(amountUsd, decimals)}`;
}

/** With a margin for amounts that are whole at that decimal but for their last bits. */
const roundedDown = (value: number, decimals: number): number =>
  Math.floor(value * 10 ** decimals + 1e-6) / 10 ** decimals;

const fixed = (value: number, decimals: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

export const count = (value: number | null): string =>
  value === null ? UNKNOWN : value.toLocaleString('en-US');

/** Rounded down, so that only all of it is 100%. */
export const percent = (share: number | null): string =>
  share === null ? UNKNOWN : `${Math.floor(share * 1000 + 1e-9) / 10}%`;

export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
