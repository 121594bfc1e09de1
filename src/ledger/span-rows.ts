import { BotanuAttribute, CommonAttribute, GenAiAttribute } from '../semconv/attributes';
import {
  AI_SDK_OPERATIONS,
  ANTHROPIC_SCOPE,
  FOREIGN_OPERATIONS,
  ForeignAttribute,
  MCP_TOOL_CALL,
  OPENINFERENCE_OPERATIONS,
} from '../semconv/foreign-attributes';
import { ModelOperation } from '../semconv/operations';
import { OutcomeStatus } from '../semconv/outcome-status';
import { amountOf, attributesOf, countOf, textOf } from './otlp-json';
import type { Attributes, OtlpSpan, TraceRequest } from './otlp-json';
import type { SpanRow } from './tables';

/** OpenTelemetry's value of `error.type` for a failure that has no better name. */
const UNNAMED_ERROR = '_OTHER';

/**
 * The flat rows of one exported batch. Spans without ids are left out: they could not be counted once.
 * Throws on what is no trace request.
 */
export function spanRows(request: TraceRequest): SpanRow[] {
  const rows: SpanRow[] = [];
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const service = textOf(attributesOf(resource?.attributes), CommonAttribute.SERVICE_NAME);
    for (const { scope, spans } of scopeSpans ?? []) {
      const made = { service, scope: scope?.name || null };
      for (const span of spans ?? []) if (span.traceId && span.spanId) rows.push(spanRow(span, made));
    }
  }
  return rows;
}

/** By whom a span was made. */
type Maker = Pick<SpanRow, 'service' | 'scope'>;

function spanRow(span: OtlpSpan, { service, scope }: Maker): SpanRow {
  const attributes = attributesOf(span.attributes);
  return {
    trace_id: span.traceId ?? null,
    span_id: span.spanId ?? null,
    parent_span_id: span.parentSpanId || null,
    name: span.name ?? null,
    service,
    scope,
    operation: operationOf(span, attributes),
    start_unix_nano: unixNano(span.startTimeUnixNano),
    end_unix_nano: unixNano(span.endTimeUnixNano),
    error_type: errorType(span, attributes),
    ...runColumns(attributes),
    provider: textOf(
      attributes,
      GenAiAttribute.PROVIDER_NAME,
      ForeignAttribute.SYSTEM,
      ForeignAttribute.OPENINFERENCE_PROVIDER,
      ForeignAttribute.OPENINFERENCE_SYSTEM,
    ),
    vendor: textOf(attributes, BotanuAttribute.VENDOR),
    request_model: textOf(attributes, GenAiAttribute.REQUEST_MODEL, ForeignAttribute.OPENINFERENCE_MODEL),
    response_model: textOf(attributes, GenAiAttribute.RESPONSE_MODEL),
    response_id: responseId(attributes),
    ...usageOf(attributes, scope),
    reported_cost_usd: amountOf(attributes, GenAiAttribute.USAGE_COST, BotanuAttribute.COST_TOTAL_USD),
  };
}

const runColumns = (attributes: Attributes) => ({
  run_id: textOf(attributes, BotanuAttribute.RUN_ID),
  root_run_id: textOf(attributes, BotanuAttribute.ROOT_RUN_ID),
  parent_run_id: textOf(attributes, BotanuAttribute.PARENT_RUN_ID),
  event_id: textOf(attributes, BotanuAttribute.EVENT_ID),
  use_case: textOf(attributes, BotanuAttribute.USE_CASE),
  workflow: textOf(attributes, BotanuAttribute.WORKFLOW),
  outcome_status: outcomeStatus(attributes),
  outcome_key: textOf(attributes, BotanuAttribute.OUTCOME_KEY),
});

/** A tool's span is a border between calls, so all that tells of one counts before what else the span is called. */
function operationOf({ name }: OtlpSpan, attributes: Attributes): string | null {
  if (isForeignTool(name ?? '', attributes)) return ModelOperation.EXECUTE_TOOL;
  const told = textOf(attributes, GenAiAttribute.OPERATION_NAME, ForeignAttribute.REQUEST_TYPE);
  const kind = textOf(attributes, ForeignAttribute.OPENINFERENCE_KIND) ?? '';
  const step = textOf(attributes, ForeignAttribute.AI_SDK_OPERATION) ?? '';
  if (told !== null) return FOREIGN_OPERATIONS.get(told.toLowerCase()) ?? told;
  return OPENINFERENCE_OPERATIONS[kind] ?? AI_SDK_OPERATIONS[step] ?? null;
}

const isForeignTool = (name: string, attributes: Attributes): boolean =>
  textOf(attributes, ForeignAttribute.TRACELOOP_KIND)?.toLowerCase() === 'tool' ||
  textOf(attributes, ForeignAttribute.MCP_METHOD) === MCP_TOOL_CALL ||
  name === MCP_TOOL_CALL ||
  name.startsWith(`${MCP_TOOL_CALL} `);

/** The AI SDK and LangChain make one up where the provider gives none: it tells nothing of which call this is. */
const MADE_UP_ID = /^(aitxt|aiobj|aie|run|lc_run)-/;

function responseId(attributes: Attributes): string | null {
  const id = textOf(attributes, GenAiAttribute.RESPONSE_ID);
  return id === null || MADE_UP_ID.test(id) ? null : id;
}

const extra = (name: string): string => BotanuAttribute.USAGE + name;

const usageColumns = (attributes: Attributes) => ({
  input_tokens: countOf(
    attributes,
    GenAiAttribute.USAGE_INPUT_TOKENS,
    ForeignAttribute.PROMPT_TOKENS,
    ForeignAttribute.OPENINFERENCE_PROMPT_TOKENS,
  ),
  output_tokens: countOf(
    attributes,
    GenAiAttribute.USAGE_OUTPUT_TOKENS,
    ForeignAttribute.COMPLETION_TOKENS,
    ForeignAttribute.OPENINFERENCE_COMPLETION_TOKENS,
  ),
  cache_read_tokens: countOf(
    attributes,
    GenAiAttribute.USAGE_CACHE_READ_INPUT_TOKENS,
    extra('cache_read_tokens'),
    extra('cached_tokens'),
    ForeignAttribute.CACHE_READ_TOKENS,
    ForeignAttribute.OPENINFERENCE_CACHE_READ_TOKENS,
  ),
  cache_write_tokens: countOf(
    attributes,
    GenAiAttribute.USAGE_CACHE_CREATION_INPUT_TOKENS,
    GenAiAttribute.USAGE_CACHE_WRITE_INPUT_TOKENS,
    extra('cache_write_tokens'),
    ForeignAttribute.CACHE_CREATION_TOKENS,
    ForeignAttribute.OPENINFERENCE_CACHE_WRITE_TOKENS,
  ),
  cache_write_1h_tokens: countOf(
    attributes,
    extra('cache_write_1h_tokens'),
    ForeignAttribute.ANTHROPIC_CACHE_WRITE_1H_TOKENS,
  ),
  reasoning_tokens: countOf(
    attributes,
    GenAiAttribute.USAGE_REASONING_OUTPUT_TOKENS,
    ForeignAttribute.REASONING_TOKENS,
    ForeignAttribute.OPENINFERENCE_REASONING_TOKENS,
  ),
  input_audio_tokens: countOf(attributes, extra('input_audio_tokens')),
  output_audio_tokens: countOf(attributes, extra('output_audio_tokens')),
  web_searches: countOf(attributes, extra('web_searches')),
});

type UsageColumns = ReturnType<typeof usageColumns>;

/** The totals as the conventions have them, whatever an instrumentation is known to leave out. */
function usageOf(attributes: Attributes, scope: string | null): UsageColumns {
  const usage = usageColumns(attributes);
  if (scope === ANTHROPIC_SCOPE) return withCompactions(usage, attributes);
  return LEAVES_CACHED_OUT.has(scope) ? withCachedTokens(usage) : usage;
}

/** Instrumentations that write Anthropic's own input count, which leaves out what came from a cache or went into one. */
const LEAVES_CACHED_OUT: ReadonlySet<string | null> = new Set(['@traceloop/instrumentation-anthropic']);

function withCachedTokens(usage: UsageColumns): UsageColumns {
  const { input_tokens, cache_read_tokens, cache_write_tokens } = usage;
  if (input_tokens === null) return usage;
  return { ...usage, input_tokens: input_tokens + (cache_read_tokens ?? 0) + (cache_write_tokens ?? 0) };
}

/** What it took to compact a long conversation is charged like the rest; Anthropic's client tells it apart. */
const withCompactions = (usage: UsageColumns, attributes: Attributes): UsageColumns => ({
  ...usage,
  input_tokens: plus(
    usage.input_tokens,
    countOf(attributes, ForeignAttribute.ANTHROPIC_COMPACTION_INPUT_TOKENS),
  ),
  output_tokens: plus(
    usage.output_tokens,
    countOf(attributes, ForeignAttribute.ANTHROPIC_COMPACTION_OUTPUT_TOKENS),
  ),
});

/** Of a total that is not known nothing is. */
const plus = (total: number | null, more: number | null): number | null =>
  total === null ? null : total + (more ?? 0);

/** Peers in other languages write `failure`. */
function outcomeStatus(attributes: Attributes): string | null {
  const status = textOf(attributes, BotanuAttribute.OUTCOME_STATUS, BotanuAttribute.OUTCOME);
  return status === 'failure' ? OutcomeStatus.FAILED : status;
}

function errorType(span: OtlpSpan, attributes: Attributes): string | null {
  const named = textOf(attributes, CommonAttribute.ERROR_TYPE);
  const code = span.status?.code;
  return named ?? (code === 2 || code === 'STATUS_CODE_ERROR' ? UNNAMED_ERROR : null);
}

const unixNano = (given: string | number | undefined): bigint | null =>
  given === undefined || given === '' ? null : BigInt(given);
