import { BotanuAttribute } from '../semconv/attributes';
import { isText } from '../shared/checked-values';

/** Whom a run's cost belongs to. */
export interface BusinessContext {
  readonly customerId?: string | undefined;
  readonly team?: string | undefined;
  readonly costCenter?: string | undefined;
  readonly region?: string | undefined;
}

const KEYS = {
  customerId: BotanuAttribute.CUSTOMER_ID,
  team: BotanuAttribute.TEAM,
  costCenter: BotanuAttribute.COST_CENTER,
  region: BotanuAttribute.REGION,
} as const satisfies Record<keyof BusinessContext, string>;

/** The given values under their attribute keys; what is no string is left out. */
export function businessAttributes(
  values: BusinessContext | null | undefined,
): [key: string, value: string][] {
  const entries: [string, string][] = [];
  for (const [name, key] of Object.entries(KEYS)) {
    const value = values?.[name as keyof BusinessContext];
    if (isText(name, value)) entries.push([key, value]);
  }
  return entries;
}
