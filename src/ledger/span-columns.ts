import { BotanuAttribute, CommonAttribute, DatabaseAttribute, GenAiAttribute } from '../semconv/attributes';
import { MessagingAttribute, StorageAttribute } from '../semconv/attributes';
import { ForeignAttribute } from '../semconv/foreign-attributes';
import { OutcomeStatus } from '../semconv/outcome-status';
import { amountOf, countOf, numberOf, textOf } from './otlp-json';
import type { AnyValue } from './otlp-json';
import { STORED_SPANS } from './store-tables';

/** Besides the columns: what the attributes say of one part of the work, from which columns are decided. */
const PARTS = [
  'run_attempt',
  'request_attempt',
  'gen_ai_operation',
  'traceloop_kind',
  'mcp_method',
  'openinference_kind',
  'ai_sdk_operation',
  'compaction_input_tokens',
  'compaction_output_tokens',
  'tool_name',
  'db_system',
  'db_operation',
  'db_collection',
  'storage_system',
  'storage_operation',
  'storage_bucket',
  'rpc_method',
  's3_bucket',
  'messaging_system',
  'messaging_operation',
  'messaging_destination',
] as const;

type Column = keyof typeof STORED_SPANS.columns;
type Part = (typeof PARTS)[number];
type Field = Column | Part;

const FIELDS: readonly string[] = [...Object.keys(STORED_SPANS.columns), ...PARTS];

/** Places in the values of a span: those of the table's columns first, in their order. */
export const FIELD_COUNT = FIELDS.length;
export const place = (field: Field): number => FIELDS.indexOf(field);

/** Where a value goes that stands under an attribute's key. */
export interface Rule {
  readonly place: number;
  /** Of several keys for one place: the lowest that holds something wins, in whatever order they come. */
  readonly rank: number;
  readonly read: (value: AnyValue) => string | number | null;
}

/** Keys by what they are read into, the more trusted first. */
const rules = (field: Field, read: Rule['read'], ...keys: string[]): [string, Rule][] =>
  keys.map((key, rank) => [key, { place: place(field), rank, read }]);

const extra = (name: string): string => BotanuAttribute.USAGE + name;

/** Peers in other languages write `failure`. */
function outcomeStatus(value: AnyValue): string | null {
  const status = textOf(value);
  return status === 'failure' ? OutcomeStatus.FAILED : status;
}

/** The AI SDK and LangChain make one up where the provider gives none: it tells nothing of which call this is. */
const MADE_UP_ID = /^(aitxt|aiobj|aie|run|lc_run)-/;

function responseId(value: AnyValue): string | null {
  const id = textOf(value);
  return id === null || MADE_UP_ID.test(id) ? null : id;
}

/** By attribute key: a span has fewer attributes than there are columns to look up. */
export const RULES: ReadonlyMap<string, Rule> = new Map([
  ...rules('error_type', textOf, CommonAttribute.ERROR_TYPE),
  ...rules('run_id', textOf, BotanuAttribute.RUN_ID),
  ...rules('root_run_id', textOf, BotanuAttribute.ROOT_RUN_ID),
  ...rules('parent_run_id', textOf, BotanuAttribute.PARENT_RUN_ID),
  ...rules('retry_of_run_id', textOf, BotanuAttribute.RETRY_OF_RUN_ID),
  ...rules('event_id', textOf, BotanuAttribute.EVENT_ID),
  ...rules('use_case', textOf, BotanuAttribute.USE_CASE),
  ...rules('workflow', textOf, BotanuAttribute.WORKFLOW),
  ...rules('environment', textOf, BotanuAttribute.ENVIRONMENT),
  ...rules('tenant_id', textOf, BotanuAttribute.TENANT_ID),
  ...rules('customer_id', textOf, BotanuAttribute.CUSTOMER_ID),
  ...rules('team', textOf, BotanuAttribute.TEAM),
  ...rules('cost_center', textOf, BotanuAttribute.COST_CENTER),
  ...rules('region', textOf, BotanuAttribute.REGION),
  ...rules('run_attempt', countOf, BotanuAttribute.ATTEMPT),
  ...rules('request_attempt', countOf, BotanuAttribute.REQUEST_ATTEMPT),
  ...rules('outcome_status', outcomeStatus, BotanuAttribute.OUTCOME_STATUS, BotanuAttribute.OUTCOME),
  ...rules('outcome_key', textOf, BotanuAttribute.OUTCOME_KEY),
  ...rules('outcome_value_type', textOf, BotanuAttribute.OUTCOME_VALUE_TYPE),
  // A refund is a value below zero.
  ...rules('outcome_value', numberOf, BotanuAttribute.OUTCOME_VALUE_AMOUNT),
  ...rules('vendor', textOf, BotanuAttribute.VENDOR),
  ...rules('operation_status', textOf, BotanuAttribute.OPERATION_STATUS),

  ...rules('gen_ai_operation', textOf, GenAiAttribute.OPERATION_NAME, ForeignAttribute.REQUEST_TYPE),
  ...rules('traceloop_kind', textOf, ForeignAttribute.TRACELOOP_KIND),
  ...rules('mcp_method', textOf, ForeignAttribute.MCP_METHOD),
  ...rules('openinference_kind', textOf, ForeignAttribute.OPENINFERENCE_KIND),
  ...rules('ai_sdk_operation', textOf, ForeignAttribute.AI_SDK_OPERATION),
  ...rules('tool_name', textOf, GenAiAttribute.TOOL_NAME),
  ...rules(
    'provider',
    textOf,
    GenAiAttribute.PROVIDER_NAME,
    ForeignAttribute.SYSTEM,
    ForeignAttribute.OPENINFERENCE_PROVIDER,
    ForeignAttribute.OPENINFERENCE_SYSTEM,
  ),
  ...rules('request_model', textOf, GenAiAttribute.REQUEST_MODEL, ForeignAttribute.OPENINFERENCE_MODEL),
  ...rules('response_model', textOf, GenAiAttribute.RESPONSE_MODEL),
  ...rules('response_id', responseId, GenAiAttribute.RESPONSE_ID),
  ...rules(
    'service_tier',
    textOf,
    GenAiAttribute.OPENAI_RESPONSE_SERVICE_TIER,
    BotanuAttribute.USAGE_SERVICE_TIER,
    ForeignAttribute.OPENAI_SERVICE_TIER,
  ),
  ...rules(
    'input_tokens',
    countOf,
    GenAiAttribute.USAGE_INPUT_TOKENS,
    ForeignAttribute.PROMPT_TOKENS,
    ForeignAttribute.OPENINFERENCE_PROMPT_TOKENS,
  ),
  ...rules(
    'output_tokens',
    countOf,
    GenAiAttribute.USAGE_OUTPUT_TOKENS,
    ForeignAttribute.COMPLETION_TOKENS,
    ForeignAttribute.OPENINFERENCE_COMPLETION_TOKENS,
  ),
  ...rules('compaction_input_tokens', countOf, ForeignAttribute.ANTHROPIC_COMPACTION_INPUT_TOKENS),
  ...rules('compaction_output_tokens', countOf, ForeignAttribute.ANTHROPIC_COMPACTION_OUTPUT_TOKENS),
  ...rules(
    'cache_read_tokens',
    countOf,
    GenAiAttribute.USAGE_CACHE_READ_INPUT_TOKENS,
    extra('cache_read_tokens'),
    extra('cached_tokens'),
    ForeignAttribute.CACHE_READ_TOKENS,
    ForeignAttribute.OPENINFERENCE_CACHE_READ_TOKENS,
  ),
  ...rules(
    'cache_write_tokens',
    countOf,
    GenAiAttribute.USAGE_CACHE_CREATION_INPUT_TOKENS,
    GenAiAttribute.USAGE_CACHE_WRITE_INPUT_TOKENS,
    extra('cache_write_tokens'),
    ForeignAttribute.CACHE_CREATION_TOKENS,
    ForeignAttribute.OPENINFERENCE_CACHE_WRITE_TOKENS,
  ),
  ...rules(
    'cache_write_1h_tokens',
    countOf,
    extra('cache_write_1h_tokens'),
    ForeignAttribute.ANTHROPIC_CACHE_WRITE_1H_TOKENS,
  ),
  ...rules(
    'reasoning_tokens',
    countOf,
    GenAiAttribute.USAGE_REASONING_OUTPUT_TOKENS,
    ForeignAttribute.REASONING_TOKENS,
    ForeignAttribute.OPENINFERENCE_REASONING_TOKENS,
  ),
  ...rules('input_audio_tokens', countOf, extra('input_audio_tokens')),
  ...rules('input_image_tokens', countOf, extra('input_image_tokens')),
  ...rules('cache_read_audio_tokens', countOf, extra('cache_read_audio_tokens')),
  ...rules('cache_read_image_tokens', countOf, extra('cache_read_image_tokens')),
  ...rules('output_audio_tokens', countOf, extra('output_audio_tokens')),
  ...rules('output_image_tokens', countOf, extra('output_image_tokens')),
  ...rules('web_searches', countOf, extra('web_searches')),
  ...rules('reported_cost_usd', amountOf, GenAiAttribute.USAGE_COST, BotanuAttribute.COST_TOTAL_USD),

  ...rules('db_system', textOf, DatabaseAttribute.SYSTEM_NAME, DatabaseAttribute.OLD_SYSTEM),
  ...rules('db_operation', textOf, DatabaseAttribute.OPERATION_NAME, DatabaseAttribute.OLD_OPERATION),
  ...rules('db_collection', textOf, DatabaseAttribute.COLLECTION_NAME),
  ...rules(
    'rows_returned',
    countOf,
    DatabaseAttribute.RESPONSE_RETURNED_ROWS,
    BotanuAttribute.DATA_ROWS_RETURNED,
  ),
  ...rules('rows_affected', countOf, BotanuAttribute.DATA_ROWS_AFFECTED),
  ...rules('bytes_read', countOf, BotanuAttribute.DATA_BYTES_READ),
  ...rules('bytes_written', countOf, BotanuAttribute.DATA_BYTES_WRITTEN),
  ...rules('bytes_scanned', countOf, BotanuAttribute.WAREHOUSE_BYTES_SCANNED),

  ...rules('storage_system', textOf, BotanuAttribute.STORAGE_SYSTEM),
  ...rules('storage_operation', textOf, BotanuAttribute.STORAGE_OPERATION),
  ...rules('storage_bucket', textOf, BotanuAttribute.STORAGE_BUCKET),
  ...rules('s3_bucket', textOf, StorageAttribute.AWS_S3_BUCKET),
  ...rules('rpc_method', textOf, StorageAttribute.RPC_METHOD),

  ...rules('messaging_system', textOf, MessagingAttribute.SYSTEM),
  ...rules(
    'messaging_operation',
    textOf,
    MessagingAttribute.OPERATION_NAME,
    MessagingAttribute.OPERATION_TYPE,
    MessagingAttribute.OLD_OPERATION,
  ),
  ...rules('messaging_destination', textOf, MessagingAttribute.DESTINATION_NAME),
  ...rules(
    'messages',
    countOf,
    BotanuAttribute.MESSAGING_MESSAGE_COUNT,
    MessagingAttribute.BATCH_MESSAGE_COUNT,
  ),
  ...rules(
    'bytes_transferred',
    countOf,
    BotanuAttribute.MESSAGING_BYTES_TRANSFERRED,
    MessagingAttribute.MESSAGE_BODY_SIZE,
  ),
  ...rules('items', countOf, BotanuAttribute.TOOL_ITEMS_RETURNED),
]);
