import type { MODEL_CALLS } from './tables';

/** The call's own name for it; else botanu's, or another's. */
const own = (column: string): string => `
    coalesce(max(CASE WHEN told.is_call = 1 THEN told.${column} END),
      argMin(told.${column}, told.name_rank)) AS ${column}`;

const ofCall = (column: string): string => `
    max(CASE WHEN told.is_call = 1 THEN told.${column} END) AS ${column}`;

/** What a user has said of it comes first, and others fill in what is left out. */
const named = (column: string): string => `
    argMin(told.${column}, told.name_rank) AS ${column}`;

/** A detail goes with a total: another's detail is taken only where its total is the same. */
const detail = (total: 'input_tokens' | 'output_tokens', column: string): string => `
    argMin(CASE WHEN totals.${total} IS NULL OR told.${total} = totals.${total} THEN told.${column} END,
      told.usage_rank) AS ${column}`;

const used = (column: string): string => `
    argMin(told.${column}, told.usage_rank) AS ${column}`;

type Column = Exclude<keyof typeof MODEL_CALLS.columns, 'trace_id' | 'span_id'>;

/** How each column is made of all that is told of a call. */
export const MODEL_CALL_COLUMNS: Readonly<Record<Column, string>> = {
  run_id: `
    coalesce(max(CASE WHEN told.is_call = 1 THEN told.run_id END), max(told.run_id)) AS run_id`,
  start_unix_nano: ofCall('start_unix_nano'),
  end_unix_nano: ofCall('end_unix_nano'),
  error_type: ofCall('error_type'),
  attempt: named('attempt'),
  operation: own('operation'),
  operation_status: named('operation_status'),
  provider: named('provider'),
  vendor: named('vendor'),
  request_model: named('request_model'),
  response_model: named('response_model'),
  service_tier: named('service_tier'),
  input_tokens: `
    max(totals.input_tokens) AS input_tokens`,
  output_tokens: `
    max(totals.output_tokens) AS output_tokens`,
  cache_read_tokens: detail('input_tokens', 'cache_read_tokens'),
  cache_write_tokens: detail('input_tokens', 'cache_write_tokens'),
  cache_write_1h_tokens: detail('input_tokens', 'cache_write_1h_tokens'),
  input_audio_tokens: detail('input_tokens', 'input_audio_tokens'),
  input_image_tokens: detail('input_tokens', 'input_image_tokens'),
  cache_read_audio_tokens: detail('input_tokens', 'cache_read_audio_tokens'),
  cache_read_image_tokens: detail('input_tokens', 'cache_read_image_tokens'),
  reasoning_tokens: detail('output_tokens', 'reasoning_tokens'),
  output_audio_tokens: detail('output_tokens', 'output_audio_tokens'),
  output_image_tokens: detail('output_tokens', 'output_image_tokens'),
  web_searches: used('web_searches'),
  reported_cost_usd: used('reported_cost_usd'),
};
