import type { LedgerEngine } from '../ledger/engine';
import type { CallNames } from '../pricing/model-schedule';

export interface LedgerModel extends CallNames {
  readonly calls: number;
}

/** The models that the ledger has calls of, the most used first. */
export const ledgerModels = (engine: LedgerEngine): Promise<LedgerModel[]> =>
  engine.query<LedgerModel>(`
    SELECT provider, request_model AS "requestModel", response_model AS "responseModel",
      service_tier AS "serviceTier", count(*) AS calls
    FROM model_calls
    GROUP BY provider, request_model, response_model, service_tier
    ORDER BY calls DESC, provider, request_model, response_model, service_tier`);
