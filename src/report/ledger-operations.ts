import type { LedgerEngine } from '../ledger/engine';
import { isUnitPriced, OPERATION_NAMES } from '../ledger/operation-cost-sql';
import type { OperationNames } from '../pricing/operation-schedule';

/** Names of the ledger's other operations, each once. As where they are priced, what a span does not say is empty. */
export const ledgerOperations = (engine: LedgerEngine): Promise<OperationNames[]> =>
  engine.query<OperationNames>(`
    SELECT DISTINCT ${OPERATION_NAMES.map((name) => `coalesce(${name}, '') AS ${name}`).join(', ')}
    FROM spans WHERE ${isUnitPriced('spans')}`);
