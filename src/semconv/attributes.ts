/**
 * Every attribute key that the SDK writes. The strings are held here because the GenAI conventions left
 * `@opentelemetry/semantic-conventions`, where every `gen_ai.*` constant is deprecated; a test holds the
 * stable ones against that package.
 */

/** The run: on its own span, and (the identity) on every span inside it. */
export const BotanuAttribute = {
  RUN_ID: 'botanu.run_id',
  ROOT_RUN_ID: 'botanu.root_run_id',
  PARENT_RUN_ID: 'botanu.parent_run_id',
  RETRY_OF_RUN_ID: 'botanu.retry_of_run_id',
  ATTEMPT: 'botanu.attempt',
  USE_CASE: 'botanu.use_case',
  WORKFLOW: 'botanu.workflow',
  WORKFLOW_VERSION: 'botanu.workflow.version',
  ENVIRONMENT: 'botanu.environment',
  TENANT_ID: 'botanu.tenant_id',
  CUSTOMER_ID: 'botanu.customer_id',
  EVENT_ID: 'botanu.event_id',
  TEAM: 'botanu.team',
  COST_CENTER: 'botanu.cost_center',
  REGION: 'botanu.region',
  RUN_START_TIME: 'botanu.run.start_time',
  RUN_DURATION_MS: 'botanu.run.duration_ms',
  RUN_DEADLINE_TS: 'botanu.run.deadline_ts',
  RUN_CANCELLED: 'botanu.run.cancelled',
  RUN_CANCELLED_AT: 'botanu.run.cancelled_at',
  OUTCOME: 'botanu.outcome',
  OUTCOME_STATUS: 'botanu.outcome.status',
  OUTCOME_VALUE_TYPE: 'botanu.outcome.value_type',
  OUTCOME_VALUE_AMOUNT: 'botanu.outcome.value_amount',
  OUTCOME_CONFIDENCE: 'botanu.outcome.confidence',
  OUTCOME_REASON: 'botanu.outcome.reason',
  OUTCOME_ERROR_TYPE: 'botanu.outcome.error_type',
  OUTCOME_KEY: 'botanu.outcome.key',
  /** Prefix: `botanu.outcome.metadata.{key}`. */
  OUTCOME_METADATA: 'botanu.outcome.metadata.',
  VENDOR: 'botanu.vendor',
  VENDOR_REQUEST_ID: 'botanu.vendor.request_id',
  VENDOR_CLIENT_REQUEST_ID: 'botanu.vendor.client_request_id',
  REQUEST_STREAMING: 'botanu.request.streaming',
  /** `canceled` or `abandoned`, on an operation that neither succeeded nor failed. */
  OPERATION_STATUS: 'botanu.operation.status',
  REQUEST_ATTEMPT: 'botanu.request.attempt',
  REQUEST_CACHE_HIT: 'botanu.request.cache_hit',
  /** Prefix of the token details that no convention names. */
  USAGE: 'botanu.usage.',
  USAGE_SERVICE_TIER: 'botanu.usage.service_tier',
  COST_TOTAL_USD: 'botanu.cost.total_usd',
  COST_SOURCE: 'botanu.cost.source',
  TOOL_SUCCESS: 'botanu.tool.success',
  TOOL_ITEMS_RETURNED: 'botanu.tool.items_returned',
  TOOL_BYTES_PROCESSED: 'botanu.tool.bytes_processed',
  TOOL_DURATION_MS: 'botanu.tool.duration_ms',
  DATA_SCHEMA: 'botanu.data.schema',
  DATA_ROWS_RETURNED: 'botanu.data.rows_returned',
  DATA_ROWS_AFFECTED: 'botanu.data.rows_affected',
  DATA_BYTES_READ: 'botanu.data.bytes_read',
  DATA_BYTES_WRITTEN: 'botanu.data.bytes_written',
  DATA_OBJECTS_COUNT: 'botanu.data.objects_count',
  DATA_DURATION_MS: 'botanu.data.duration_ms',
  DATA_ERROR: 'botanu.data.error',
  WAREHOUSE_QUERY_ID: 'botanu.warehouse.query_id',
  WAREHOUSE_BYTES_SCANNED: 'botanu.warehouse.bytes_scanned',
  WAREHOUSE_PARTITIONS_SCANNED: 'botanu.warehouse.partitions_scanned',
  STORAGE_SYSTEM: 'botanu.storage.system',
  STORAGE_OPERATION: 'botanu.storage.operation',
  STORAGE_BUCKET: 'botanu.storage.bucket',
  STORAGE_DURATION_MS: 'botanu.storage.duration_ms',
  STORAGE_ERROR: 'botanu.storage.error',
  MESSAGING_MESSAGE_COUNT: 'botanu.messaging.message_count',
  MESSAGING_BYTES_TRANSFERRED: 'botanu.messaging.bytes_transferred',
  MESSAGING_DURATION_MS: 'botanu.messaging.duration_ms',
  MESSAGING_ERROR: 'botanu.messaging.error',
} as const;

/** OpenTelemetry GenAI conventions. */
export const GenAiAttribute = {
  OPERATION_NAME: 'gen_ai.operation.name',
  PROVIDER_NAME: 'gen_ai.provider.name',
  WORKFLOW_NAME: 'gen_ai.workflow.name',
  REQUEST_MODEL: 'gen_ai.request.model',
  REQUEST_TEMPERATURE: 'gen_ai.request.temperature',
  REQUEST_TOP_P: 'gen_ai.request.top_p',
  REQUEST_TOP_K: 'gen_ai.request.top_k',
  REQUEST_MAX_TOKENS: 'gen_ai.request.max_tokens',
  REQUEST_SEED: 'gen_ai.request.seed',
  REQUEST_STOP_SEQUENCES: 'gen_ai.request.stop_sequences',
  REQUEST_FREQUENCY_PENALTY: 'gen_ai.request.frequency_penalty',
  REQUEST_PRESENCE_PENALTY: 'gen_ai.request.presence_penalty',
  REQUEST_STREAM: 'gen_ai.request.stream',
  RESPONSE_ID: 'gen_ai.response.id',
  RESPONSE_MODEL: 'gen_ai.response.model',
  RESPONSE_FINISH_REASONS: 'gen_ai.response.finish_reasons',
  RESPONSE_TIME_TO_FIRST_CHUNK: 'gen_ai.response.time_to_first_chunk',
  USAGE_INPUT_TOKENS: 'gen_ai.usage.input_tokens',
  USAGE_OUTPUT_TOKENS: 'gen_ai.usage.output_tokens',
  USAGE_CACHE_READ_INPUT_TOKENS: 'gen_ai.usage.cache_read.input_tokens',
  USAGE_CACHE_CREATION_INPUT_TOKENS: 'gen_ai.usage.cache_creation.input_tokens',
  /** The newer name of the one above, written instead of it under `semconv: 'latest'`. */
  USAGE_CACHE_WRITE_INPUT_TOKENS: 'gen_ai.usage.cache_write.input_tokens',
  USAGE_REASONING_OUTPUT_TOKENS: 'gen_ai.usage.reasoning.output_tokens',
  USAGE_COST: 'gen_ai.usage.cost',
  TOKEN_TYPE: 'gen_ai.token.type',
  TOOL_NAME: 'gen_ai.tool.name',
  TOOL_TYPE: 'gen_ai.tool.type',
  TOOL_CALL_ID: 'gen_ai.tool.call.id',
  OPENAI_RESPONSE_SERVICE_TIER: 'openai.response.service_tier',
} as const;

/** OpenTelemetry database, RPC and AWS conventions; `OLD_…` are the names before they were stable. */
export const DatabaseAttribute = {
  SYSTEM_NAME: 'db.system.name',
  OLD_SYSTEM: 'db.system',
  OPERATION_NAME: 'db.operation.name',
  OLD_OPERATION: 'db.operation',
  NAMESPACE: 'db.namespace',
  OLD_NAME: 'db.name',
  COLLECTION_NAME: 'db.collection.name',
  RESPONSE_RETURNED_ROWS: 'db.response.returned_rows',
} as const;

/** OpenTelemetry HTTP conventions that name a request's host; `OLD_…` are the names before they were stable. */
export const HttpAttribute = {
  URL_FULL: 'url.full',
  OLD_URL: 'http.url',
  OLD_HOST: 'http.host',
  OLD_PEER_NAME: 'net.peer.name',
} as const;

export const StorageAttribute = {
  RPC_SYSTEM: 'rpc.system',
  RPC_METHOD: 'rpc.method',
  AWS_S3_BUCKET: 'aws.s3.bucket',
  AWS_REQUEST_ID: 'aws.request_id',
} as const;

/** OpenTelemetry messaging conventions. */
export const MessagingAttribute = {
  SYSTEM: 'messaging.system',
  OPERATION_NAME: 'messaging.operation.name',
  OPERATION_TYPE: 'messaging.operation.type',
  OLD_OPERATION: 'messaging.operation',
  DESTINATION_NAME: 'messaging.destination.name',
  BATCH_MESSAGE_COUNT: 'messaging.batch.message_count',
  MESSAGE_BODY_SIZE: 'messaging.message.body.size',
  MESSAGE_ID: 'messaging.message.id',
} as const;

export const CommonAttribute = {
  ERROR_TYPE: 'error.type',
  EXCEPTION_TYPE: 'exception.type',
  EXCEPTION_MESSAGE: 'exception.message',
  EXCEPTION_STACKTRACE: 'exception.stacktrace',
  SERVER_ADDRESS: 'server.address',
  SERVER_PORT: 'server.port',
  SERVICE_NAME: 'service.name',
  SERVICE_VERSION: 'service.version',
  SERVICE_NAMESPACE: 'service.namespace',
  DEPLOYMENT_ENVIRONMENT_NAME: 'deployment.environment.name',
} as const;
