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
    /** Of the instrumentation that made it. */
    scope: 'text',
    start_unix_nano: 'integer',
    end_unix_nano: 'integer',
    error_type: 'text',
    run_id: 'text',
    root_run_id: 'text',
    parent_run_id: 'text',
    event_id: 'text',
    use_case: 'text',
    workflow: 'text',
    environment: 'text',
    tenant_id: 'text',
    customer_id: 'text',
    team: 'text',
    cost_center: 'text',
    region: 'text',
    retry_of_run_id: 'text',
    /** Of the run on a run's span, of the request on any other; null where nobody says it is more than the first. */
    attempt: 'integer',
    outcome_status: 'text',
    outcome_key: 'text',
    outcome_value_type: 'text',
    outcome_value: 'number',
    /** What the span stands for: see `OperationKind`. Null for any other span. */
    kind: 'text',
    /** Where it ran: the database, storage or messaging system; else whom it was bought from. */
    system: 'text',
    vendor: 'text',
    /** 1 where botanu itself made it: what its user says there comes before what others say of the same. */
    is_own: 'integer',
    /** What was done (`chat`, `SELECT`, `GetObject`, `publish`), and on what: the table, bucket, destination, tool. */
    operation: 'text',
    target: 'text',
    /** How the operation ended, where that is neither well nor with an error: `canceled`, `abandoned`. */
    operation_status: 'text',
    provider: 'text',
    request_model: 'text',
    response_model: 'text',
    response_id: 'text',
    service_tier: 'text',
    input_tokens: 'integer',
    output_tokens: 'integer',
    cache_read_tokens: 'integer',
    cache_write_tokens: 'integer',
    cache_write_1h_tokens: 'integer',
    reasoning_tokens: 'integer',
    input_audio_tokens: 'integer',
    input_image_tokens: 'integer',
    cache_read_audio_tokens: 'integer',
    cache_read_image_tokens: 'integer',
    output_audio_tokens: 'integer',
    output_image_tokens: 'integer',
    web_searches: 'integer',
    rows_returned: 'integer',
    rows_affected: 'integer',
    bytes_read: 'integer',
    bytes_written: 'integer',
    bytes_scanned: 'integer',
    messages: 'integer',
    bytes_transferred: 'integer',
    items: 'integer',
    reported_cost_usd: 'number',
  },
} as const satisfies Table;

export type SpanRow = RowOf<typeof SPANS>;

/**
 * One row a call of a model, however many spans tell of it: under the ids of the one that is counted, with what all of
 * them say. Made of the spans of kind `llm`.
 */
export const MODEL_CALLS = {
  name: 'model_calls',
  columns: {
    trace_id: 'text',
    span_id: 'text',
    run_id: 'text',
    start_unix_nano: 'integer',
    end_unix_nano: 'integer',
    error_type: 'text',
    attempt: 'integer',
    operation: 'text',
    operation_status: 'text',
    provider: 'text',
    vendor: 'text',
    request_model: 'text',
    response_model: 'text',
    service_tier: 'text',
    input_tokens: 'integer',
    output_tokens: 'integer',
    cache_read_tokens: 'integer',
    cache_write_tokens: 'integer',
    cache_write_1h_tokens: 'integer',
    input_audio_tokens: 'integer',
    input_image_tokens: 'integer',
    cache_read_audio_tokens: 'integer',
    cache_read_image_tokens: 'integer',
    reasoning_tokens: 'integer',
    output_audio_tokens: 'integer',
    output_image_tokens: 'integer',
    web_searches: 'integer',
    reported_cost_usd: 'number',
  },
} as const satisfies Table;

/**
 * One row an operation that costs something: the amount, in the ledger's currency, and where it is from, or else the
 * reason why there is none.
 */
export const COSTS = {
  name: 'costs',
  columns: {
    trace_id: 'text',
    span_id: 'text',
    /** The hour in which it started: by hours it is known which operations have no row yet. */
    hour_unix_nano: 'integer',
    cost: 'number',
    source: 'text',
    unpriced_reason: 'text',
  },
} as const satisfies Table;

export type CostRow = RowOf<typeof COSTS>;
