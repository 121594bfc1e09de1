import type { RowOf, Table } from './engine';

/** One row a span: what attributing cost needs of it, and no more. */
export const SPANS = {
  name: 'spans',
  columns: {
    trace_id: 'text',
    span_id: 'text',
    parent_span_id: 'text',
    name: 'text',
    service: 'text',
    scope: 'text',
    operation: 'text',
    start_unix_nano: 'integer',
    end_unix_nano: 'integer',
    error_type: 'text',
    run_id: 'text',
    root_run_id: 'text',
    parent_run_id: 'text',
    event_id: 'text',
    use_case: 'text',
    workflow: 'text',
    outcome_status: 'text',
    outcome_key: 'text',
    provider: 'text',
    vendor: 'text',
    request_model: 'text',
    response_model: 'text',
    response_id: 'text',
    input_tokens: 'integer',
    output_tokens: 'integer',
    cache_read_tokens: 'integer',
    cache_write_tokens: 'integer',
    cache_write_1h_tokens: 'integer',
    reasoning_tokens: 'integer',
    input_audio_tokens: 'integer',
    output_audio_tokens: 'integer',
    web_searches: 'integer',
    reported_cost_usd: 'number',
  },
} as const satisfies Table;

export type SpanRow = RowOf<typeof SPANS>;

/** One row an LLM call: its cost and where the figure is from, or else the reason why it has none. */
export const COSTS = {
  name: 'costs',
  columns: {
    trace_id: 'text',
    span_id: 'text',
    cost_usd: 'number',
    source: 'text',
    unpriced_reason: 'text',
  },
} as const satisfies Table;

export type CostRow = RowOf<typeof COSTS>;
