/** Stands for what nobody knows; a zero never does. */
export const UNKNOWN = '–';

const LEAST_DECIMALS = 2;
const LEAST_DECIMALS_BELOW_ONE = 4;
const MOST_DECIMALS = 10;

/** Decimals that leave the smallest amount of a column three significant digits. */
function decimalsFor(amountsUsd: readonly number[]): number {
  const smallest = Math.min(...amountsUsd.filter((amount) => amount > 0));
  if (!Number.isFinite(smallest) || smallest >= 1) return LEAST_DECIMALS;
  const needed = 2 - Math.floor(Math.log10(smallest));
  return Math.min(MOST_DECIMALS, Math.max(LEAST_DECIMALS_BELOW_ONE, needed));
}

export interface Amount {
  readonly usd: number | null;
  readonly isLowerBound: boolean;
}

/** The amounts of one column, with the same number of decimals so that their points stand below one another. */
export function usdColumn(amounts: readonly (Amount | undefined)[]): string[] {
  const decimals = decimalsFor(amounts.flatMap((amount) => amount?.usd ?? []));
  return amounts.map((amount) => (amount === undefined ? '' : usdText(amount, decimals)));
}

/** One amount by itself. */
export const usd = (amountUsd: number): string =>
  usdText({ usd: amountUsd, isLowerBound: false }, decimalsFor([amountUsd]));

function usdText({ usd: amountUsd, isLowerBound }: Amount, decimals: number): string {
  if (amountUsd === null) return UNKNOWN;
  // Rounded up, "at least" would not be true.
  const rounded = isLowerBound ? roundedDown(amountUsd, decimals) : amountUsd;
  const shown = amountUsd === 0 ? '0.00' : fixed(rounded, decimals);
  return `${isLowerBound ? '≥ ' : ''}$${shown}`;
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
