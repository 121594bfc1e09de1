import type { CostedKind, UnitPricedKind } from './costed-kind';
import type { Price } from './price-schedule';

/** A user's own prices, read from the file and checked. */
export interface RateCard {
  /** The file's name. */
  readonly file: string;
  /** The file's name and a hash of its content: source of the amounts that it gives. */
  readonly source: string;
  /** Of all amounts, as an ISO 4217 code. */
  readonly currency: string;
  /** Of the file, where the currency stands; null where it does not say one. */
  readonly currencyLine: number | null;
  /** Whether what no rule is for has the public table's price. */
  readonly publicPrices: boolean;
  /** Whether a cost that the provider reported counts. */
  readonly reportedCosts: boolean;
  readonly models: readonly ModelRule[];
  readonly operations: readonly OperationRule[];
}

export type Selectors = Readonly<Record<string, string | undefined>>;

/** Where a rule stands. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
  /** As in `models[2]`, which tells rules in one line apart. */
  readonly place: string;
}

/** What every rule has. Its selectors are patterns in which `*` stands for anything; one that is not there matches all. */
export interface Rule extends RulePlace {
  readonly kind: CostedKind;
  /** The most telling first. */
  readonly selectors: Selectors;
  /** Included; null for ever before. */
  readonly fromMs: number | null;
  /** Excluded; null for ever after. */
  readonly untilMs: number | null;
}

export interface ModelRule extends Rule {
  readonly kind: 'llm';
  readonly selectors: Readonly<Record<'model' | 'provider' | 'service_tier', string | undefined>>;
  /** Prices of its own, or a factor of the public ones. */
  readonly charge: { readonly price: Price } | { readonly ofPublicPrice: number };
}

export interface OperationRule extends Rule {
  readonly kind: UnitPricedKind;
  readonly selectors: Readonly<Record<'name' | 'operation' | 'system', string | undefined>>;
  readonly price: Price;
}
