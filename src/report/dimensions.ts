import { DAY_MS } from '../shared/iso-time';
import { unixDay } from './instants';
import { OPEN, UNNAMED_USE_CASE } from './run-defaults';

/** What costs can be grouped and filtered by: a property of a run, or of an operation. */
const DIMENSIONS = {
  'use-case': { of: 'run', column: 'use_case' },
  outcome: { of: 'run', column: 'outcome' },
  customer: { of: 'run', column: 'customer_id' },
  tenant: { of: 'run', column: 'tenant_id' },
  workflow: { of: 'run', column: 'workflow' },
  model: { of: 'operation', column: 'model' },
  provider: { of: 'operation', column: 'provider' },
  vendor: { of: 'operation', column: 'vendor' },
  environment: { of: 'run', column: 'environment' },
  team: { of: 'run', column: 'team' },
  'cost-center': { of: 'run', column: 'cost_center' },
  region: { of: 'run', column: 'region' },
  day: { of: 'run', column: 'day' },
} as const satisfies Readonly<Record<string, { readonly of: 'run' | 'operation'; readonly column: string }>>;

export type Dimension = keyof typeof DIMENSIONS;

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[];

export const isDimension = (name: string): name is Dimension => Object.hasOwn(DIMENSIONS, name);

export const columnOf = (dimension: Dimension): string => DIMENSIONS[dimension].column;

/** By what else a filter finds it: a model by the name that was asked for as well. '' is none of these. */
export const alternativeColumnOf = (dimension: Dimension): string | undefined =>
  dimension === 'model' ? 'requested_model' : undefined;

export const isOfOperations = (dimension: Dimension): boolean => DIMENSIONS[dimension].of === 'operation';

/** As a page of text names it. */
export const dimensionInWords = (dimension: Dimension): string => dimension.replaceAll('-', ' ');

/**
 * What an operation outside of any run (a row of `spend`) has instead of a run's property: its own day. It has none of
 * the others.
 */
export const outsideColumn = (dimension: Dimension): string | undefined =>
  dimension === 'day' ? unixDay('spend.outside_unix_nano') : undefined;

/** What the tables of runs have instead of '' for a run without one. */
const NONE: Readonly<Partial<Record<Dimension, string>>> = { 'use-case': UNNAMED_USE_CASE, outcome: OPEN };

/** The database's word for a value, '' for none, a day (UTC) as days since 1970; undefined where there can be no such value. */
export function storedValue(dimension: Dimension, value: string): string | undefined {
  if (value === '') return NONE[dimension] ?? '';
  if (dimension !== 'day') return value;
  const day = Date.parse(`${value}T00:00:00Z`) / DAY_MS;
  // A 31st of June would be the 1st of July to the parser.
  return Number.isInteger(day) && shownValue(dimension, `${day}`) === value ? `${day}` : undefined;
}

export const shownValue = (dimension: Dimension, stored: string): string =>
  dimension === 'day' && /^-?\d+$/.test(stored)
    ? new Date(Number(stored) * DAY_MS).toISOString().slice(0, 10)
    : stored;
