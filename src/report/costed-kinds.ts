/** The kinds of operation that cost, in the order in which they are told. */
export const COSTED_KINDS = ['llm', 'tool', 'database', 'storage', 'messaging'] as const;

export type CostedKind = (typeof COSTED_KINDS)[number];

const PLURAL: Readonly<Record<CostedKind, string>> = {
  llm: 'LLM calls',
  tool: 'tools',
  database: 'databases',
  storage: 'storage',
  messaging: 'messaging',
};

/** As a report names them. */
export const kindInWords = (kind: CostedKind): string => PLURAL[kind];
