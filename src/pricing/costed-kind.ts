/** Of what kind an operation is that costs something. Each kind is priced by units of its own. */
export const CostedKind = {
  LLM: 'llm',
  TOOL: 'tool',
  DATABASE: 'database',
  STORAGE: 'storage',
  MESSAGING: 'messaging',
} as const;
export type CostedKind = (typeof CostedKind)[keyof typeof CostedKind];

/** In the order in which they are told. */
export const COSTED_KINDS: readonly CostedKind[] = Object.values(CostedKind);

/** A kind of operation that is charged by the unit. */
export type UnitPricedKind = Exclude<CostedKind, 'llm'>;
export const UNIT_PRICED_KINDS = COSTED_KINDS.filter((kind) => kind !== CostedKind.LLM);
