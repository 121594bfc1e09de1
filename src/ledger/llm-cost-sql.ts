import { PROVIDER_SOURCE } from '../pricing/provider-source';
import { UnpricedReason } from '../pricing/unpriced-reason';
import { LLM_KIND_NAMES, OVERLAPPING_KINDS, TOKEN_KIND_NAMES, TOKEN_KINDS } from '../pricing/price-kind';
import type { LlmKind, PriceKind, TokenKind } from '../pricing/price-kind';
import { columnsOf } from './columns-of';
import { HOUR, RATE_OF_THE_TIME, rates, reportedCost, sameNames } from './cost-sql';

export const CALL_NAMES = ['provider', 'request_model', 'response_model', 'service_tier'] as const;

/** What was used of a kind; null where nobody reported it. */
const used = (kind: LlmKind): string =>
  kind === 'request' ? '1' : kind === 'web_search' ? 'web_searches' : `${kind}_tokens`;

const rate = (kind: LlmKind): string => `${kind}_rate`;

const partsOf = (whole: TokenKind): TokenKind[] =>
  TOKEN_KIND_NAMES.filter((kind) => (TOKEN_KINDS[kind] as PriceKind).partOf?.includes(whole));

const allPartsOf = (whole: TokenKind): TokenKind[] =>
  partsOf(whole).flatMap((part) => [part, ...allPartsOf(part)]);

const usedIfPriced = (kind: TokenKind): string =>
  `CASE WHEN ${rate(kind)} IS NULL THEN 0 ELSE coalesce(${used(kind)}, 0) END`;

/**
 * Tokens that are charged at the kind's own price: all of it but the parts that have prices themselves. What two of the
 * parts share is taken out once.
 */
function charged(kind: TokenKind): string {
  const parts = partsOf(kind);
  const shared = OVERLAPPING_KINDS.flatMap(([one, other, both]) =>
    both !== undefined && parts.includes(one) && parts.includes(other) ? [both] : [],
  );
  const others = [
    ...parts.map((part) => ` - ${usedIfPriced(part)}`),
    ...shared.map((part) => ` + ${usedIfPriced(part)}`),
  ];
  return `CASE WHEN ${rate(kind)} IS NULL THEN 0 ELSE coalesce(${used(kind)}, 0)${others.join('')} END`;
}

/** Where counts cannot be taken apart: more of the parts than of the whole, a part of what was not counted, overlaps. */
const CONTRADICTIONS = [
  ...TOKEN_KIND_NAMES.filter((kind) => partsOf(kind).length > 0).flatMap((kind) => [
    `charged_${kind} < 0`,
    `(${rate(kind)} IS NOT NULL AND ${used(kind)} IS NULL AND (${allPartsOf(kind)
      .map((part) => `${used(part)} > 0`)
      .join(' OR ')}))`,
  ]),
  ...OVERLAPPING_KINDS.map(
    ([one, other, both]) =>
      `(${rate(one)} IS NOT NULL AND ${rate(other)} IS NOT NULL AND ${used(one)} > 0 AND ${used(other)} > 0` +
      (both === undefined
        ? ')'
        : ` AND (${used(both)} IS NULL OR (${used(both)} > 0 AND ${rate(both)} IS NULL)))`),
  ),
];

/** Images may be all of the input, at another price than text: where the span says nothing of them, nobody knows. */
const UNKNOWN_SPLIT = `input_image_rate IS NOT NULL AND input_tokens > 0 AND input_image_tokens IS NULL`;

const DIRECTIONS = ['input', 'output'] as const;

const NO_TOKENS = 'input_tokens IS NULL AND output_tokens IS NULL';

const AMOUNT = LLM_KIND_NAMES.map(
  (kind) =>
    `${kind in TOKEN_KINDS ? `charged_${kind}` : `coalesce(${used(kind)}, 0)`} * coalesce(${rate(kind)}, 0)`,
).join(' + ');

/**
 * Prices those of `model_calls` that a condition is true of. The provider's own figure, where it counts,
 * is the cost; else what was used at the prices of its time, in the tier that its input reaches. A figure is given
 * only where every token that was used has a price.
 */
export const llmCosts = (condition: string, reportedCosts: boolean): string => `
  INSERT INTO costs
  WITH rates AS (${rates(LLM_KIND_NAMES)}
  ),
  calls AS (
    SELECT ${columnsOf('priced', 'trace_id', 'span_id', 'start_unix_nano')}, ${HOUR} AS hour_unix_nano,
      ${reportedCost(reportedCosts)} AS reported,
      CASE WHEN priced.error_type IS NULL THEN 0 ELSE 1 END AS failed,
      ${columnsOf('priced', ...[...TOKEN_KIND_NAMES, 'web_search' as const].map(used))},
      ${TOKEN_KIND_NAMES.map((kind) => `${charged(kind)} AS charged_${kind}`).join(',\n      ')},
      ${columnsOf('rates', 'source', 'unpriced_reason', 'needs_usage', ...LLM_KIND_NAMES.map(rate))}
    FROM model_calls AS priced
    JOIN call_prices AS named ON ${sameNames(CALL_NAMES)}
    JOIN rates ON rates.price_id = named.price_id
    WHERE ${condition} AND ${RATE_OF_THE_TIME}
      AND coalesce(priced.input_tokens, 0) > rates.above_input_tokens
      AND (rates.up_to_input_tokens IS NULL OR coalesce(priced.input_tokens, 0) <= rates.up_to_input_tokens)
  ),
  judged AS (
    SELECT *,
      CASE
        WHEN reported IS NOT NULL THEN NULL
        WHEN ${NO_TOKENS} AND failed = 1 THEN '${UnpricedReason.FAILED_WITHOUT_USAGE}'
        WHEN ${NO_TOKENS} AND needs_usage = 1 THEN '${UnpricedReason.NO_USAGE}'
        WHEN unpriced_reason IS NOT NULL THEN unpriced_reason
        WHEN start_unix_nano IS NULL THEN '${UnpricedReason.NO_TIME}'
        WHEN needs_usage = 0 THEN NULL
        WHEN ${CONTRADICTIONS.join('\n          OR ')}
          THEN '${UnpricedReason.INCONSISTENT_USAGE}'
        WHEN ${DIRECTIONS.map((kind) => `(${used(kind)} > 0 AND ${rate(kind)} IS NULL)`).join(' OR ')}
          THEN '${UnpricedReason.NO_TOKEN_PRICE}'
        WHEN ${DIRECTIONS.map((kind) => `(${used(kind)} IS NULL AND ${rate(kind)} <> 0)`).join(' OR ')}
          OR (${UNKNOWN_SPLIT})
          THEN '${UnpricedReason.INCOMPLETE_USAGE}'
      END AS reason
    FROM calls
  )
  SELECT trace_id, span_id, hour_unix_nano,
    CASE WHEN reported IS NOT NULL THEN reported WHEN reason IS NULL THEN (${AMOUNT}) / 1e6 END AS cost,
    CASE WHEN reported IS NOT NULL THEN '${PROVIDER_SOURCE}' WHEN reason IS NULL THEN source END AS source,
    reason AS unpriced_reason
  FROM judged`;
