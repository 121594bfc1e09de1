import type { CallKind, UnitKind } from './price-kind';

/** What a key of a unit price charges: the kind, and how many of it one price is for. */
export interface UnitPrice {
  readonly kind: UnitKind | CallKind;
  readonly per: number;
}

type UnitPrices = Readonly<Record<string, UnitPrice>>;

const counted = (kind: UnitPrice['kind'], one: string, many: string): UnitPrices => ({
  [`per_${one}`]: { kind, per: 1 },
  [`per_1k_${many}`]: { kind, per: 1_000 },
  [`per_million_${many}`]: { kind, per: 1_000_000 },
});

const BYTES = { byte: 1, mb: 1e6, gb: 1e9, tb: 1e12, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

const bytes = (kind: UnitKind, done: string): UnitPrices =>
  Object.fromEntries(Object.entries(BYTES).map(([size, per]) => [`per_${size}_${done}`, { kind, per }]));

/** The keys by which the rate card's sections price, and what each charges. */
export const UNIT_PRICES = {
  models: {
    ...counted('request', 'request', 'requests'),
    ...counted('web_search', 'web_search', 'web_searches'),
  },
  databases: {
    ...counted('operation', 'query', 'queries'),
    ...counted('row', 'row', 'rows'),
    ...bytes('byte_scanned', 'scanned'),
    ...bytes('byte_read', 'read'),
    ...bytes('byte_written', 'written'),
  },
  storage: {
    ...counted('operation', 'operation', 'operations'),
    ...bytes('byte_read', 'read'),
    ...bytes('byte_written', 'written'),
  },
  messaging: {
    ...counted('message', 'message', 'messages'),
    ...bytes('byte', 'transferred'),
  },
  tools: {
    ...counted('operation', 'call', 'calls'),
    ...counted('item', 'item', 'items'),
  },
} as const satisfies Record<string, UnitPrices>;

export const unitPrice = (section: keyof typeof UNIT_PRICES, key: string): UnitPrice | undefined =>
  (UNIT_PRICES[section] as UnitPrices)[key];

/** What the kind is called by the keys that price it, for messages: `per query`, `per GB scanned`. */
export const unitText = (key: string): string =>
  key
    .replaceAll('_', ' ')
    .replace(/\b(mb|gb|tb)\b/, (size) => size.toUpperCase())
    .replace(/\b([mgt])ib\b/, (_, prefix: string) => `${prefix.toUpperCase()}iB`);
