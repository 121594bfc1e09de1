import type { CostedKind } from '../pricing/costed-kind';

const PLURAL: Readonly<Record<CostedKind, string>> = {
  llm: 'LLM calls',
  tool: 'tools',
  database: 'databases',
  storage: 'storage',
  messaging: 'messaging',
};

/** As a report names them. */
export const kindInWords = (kind: CostedKind): string => PLURAL[kind];
