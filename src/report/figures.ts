/** Stands for what nobody knows; a zero never does. */
export const UNKNOWN = '–';

/** Cents and more to four decimals, less to three significant digits, next to nothing to two. */
function decimalsFor(amount: number): number {
  const size = Math.abs(amount);
  if (size === 0 || size >= 1) return 2;
  if (size >= 0.01) return 4;
  const leadingDecimal = -Math.floor(Math.log10(size));
  return leadingDecimal + (size >= 0.0001 ? 2 : 1);
}

export interface Amount {
  readonly amount: number | null;
  readonly isLowerBound: boolean;
  /** The true amount is this or less: a value of which a cost was taken that is a lower bound. */
  readonly isUpperBound?: boolean;
}

/** The amounts of one column, blanks behind them, so that their points stand below one another. */
export function amountColumn(amounts: readonly (Amount | undefined)[], currency: string): string[] {
  const texts = amounts.map((amount) => (amount === undefined ? '' : amountText(amount, currency)));
  // There may be more of them than a function takes arguments.
  const most = texts.reduce((sofar, text) => Math.max(sofar, decimalsOf(text)), 0);
  return texts.map((text) => (decimalsOf(text) === 0 ? text : text + ' '.repeat(most - decimalsOf(text))));
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** One amount by itself. */
export const moneyText = (amount: number, currency: string): string =>
  amountText({ amount, isLowerBound: false }, currency);

/** One amount by itself, or what stands for it. */
export function amountText({ amount, isLowerBound, isUpperBound = false }: Amount, currency: string): string {
  // "At least nothing" says no more than that nobody knows.
  if (amount === null || (isLowerBound && amount === 0)) return UNKNOWN;
  const decimals = decimalsFor(amount);
  // Rounded up, "at least" would not be true; nor "at most", rounded down.
  if (isLowerBound) return `≥${money(roundedDown(amount, decimals), decimals, currency)}`;
  if (isUpperBound) return `≤${money(-roundedDown(-amount, decimals), decimals, currency)}`;
  return money(amount, decimals, currency);
}

/** With a margin for amounts that are whole at that decimal but for their last bits. */
const roundedDown = (value: number, decimals: number): number =>
  Math.floor(value * 10 ** decimals + 1e-6) / 10 ** decimals;

const money = (amount: number, decimals: number, currency: string): string =>
  moneyFormat(decimals, currency).format(amount);

/** Kept, because making one takes longer than formatting a hundred amounts. */
const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(decimals: number, currency: string): Intl.NumberFormat {
  const key = `${currency}${decimals}`;
  let format = moneyFormats.get(key);
  if (format === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    format = new Intl.NumberFormat('en-US', { style: 'currency', currency, ...digits });
    moneyFormats.set(key, format);
  }
  return format;
}

const COUNT = new Intl.NumberFormat('en-US');

export const count = (value: number | null): string => (value === null ? UNKNOWN : COUNT.format(value));

const WITH_DECIMALS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
const BELOW_ONE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** An amount of something other than money, to four decimals, or below one to four digits. */
export const quantity = (value: number): string =>
  (Math.abs(value) < 1 ? BELOW_ONE : WITH_DECIMALS).format(value);

/** Rounded down, so that only all of it is 100%. */
export const percent = (share: number | null): string =>
  share === null ? UNKNOWN : `${Math.floor(share * 1000 + 1e-9) / 10}%`;

/** Rounded to the nearest, but never to none. */
export function part(share: number): string {
  const tenths = Math.round(share * 1000) / 10;
  return tenths === 0 && share > 0 ? '<0.1%' : `${tenths}%`;
}

/** Milliseconds as people say them, to three digits or so. Unknown where a clock went back meanwhile. */
export function duration(ms: number | null): string {
  if (ms === null || ms < 0) return UNKNOWN;
  if (ms < 999.5) return `${ms < 9.95 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  if (ms < 3_570_000) {
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  }
  return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** A minute, UTC. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** A second, UTC. */
export const second = (iso: string): string => iso.slice(0, 19).replace('T', ' ');

export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
