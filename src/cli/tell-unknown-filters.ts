import type { LedgerEngine } from '../ledger/engine';
import { dimensionInWords } from '../report/dimensions';
import type { Selection } from '../report/question';
import { type UnknownFilter, unknownFilters } from '../report/unknown-filters';
import { tellOnStderr } from './ask-ledger';

/** Says, beside an answer that may have nothing in it, which filters nothing meets, and what may have been meant. */
export async function tellUnknownFilters(engine: LedgerEngine, selection: Selection = {}): Promise<void> {
  for (const filter of await unknownFilters(engine, selection)) tellOnStderr(inWords(filter));
}

function inWords({ dimension, value, nearest, known }: UnknownFilter): string {
  const name = dimensionInWords(dimension);
  if (known.length === 0) return `Nothing in this ledger has a ${name}.`;
  const nothing = `Nothing in this ledger has the ${name} '${value}'.`;
  return nearest === null
    ? `${nothing} The most frequent: ${known.join(', ')}.`
    : `${nothing} Did you mean '${nearest}'?`;
}
