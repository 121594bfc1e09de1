import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newLedgerFileName } from '../files/ledger-directory';
import { BotanuAttribute, CommonAttribute } from '../semconv/attributes';
import { BotanuSpanName } from '../semconv/events';
import type { OutcomeStatus } from '../semconv/outcome-status';
import { BotanuError } from '../shared/botanu-error';
import { errorMessage } from '../shared/texts';
import { SCOPE_NAME, VERSION } from '../shared/version';
import { requireLedgerDirectory } from './require-ledger-directory';
import type { AnyValue, KeyValue } from './otlp-json';

/** An outcome learnt later, to be written into a ledger. */
export interface ToldOutcome {
  /** Exactly one of run and event. */
  readonly runId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status: OutcomeStatus;
  readonly valueType?: string | undefined;
  readonly valueAmount?: number | undefined;
  readonly reason?: string | undefined;
  /** Counts once, however often it is told. */
  readonly key?: string | undefined;
  /** The run's own span, where it is known. */
  readonly runSpan?: { readonly traceId: string; readonly spanId: string } | undefined;
  readonly atUnixMs: number;
}

/** OTLP's number for a span that is neither of a client nor of a server. */
const INTERNAL = 1;

/**
 * Writes a file of its own, of one line, as `recordOutcome` would have it. Gives its path. Throws a `BotanuError`, and
 * leaves nothing, where it cannot be written.
 */
export function writeOutcome(directory: string, outcome: ToldOutcome): string {
  requireLedgerDirectory(directory);
  const path = join(directory, newLedgerFileName(new Date(outcome.atUnixMs)));
  try {
    writeFileSync(path, `${JSON.stringify(outcomeRequest(outcome))}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
  } catch (error) {
    rmSync(path, { force: true });
    throw new BotanuError('COMMAND_INVALID', `The outcome cannot be written: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  return path;
}

function outcomeRequest(outcome: ToldOutcome): object {
  const atUnixNano = `${BigInt(Math.round(outcome.atUnixMs)) * 1_000_000n}`;
  const span = {
    traceId: hex(16),
    spanId: hex(8),
    name: BotanuSpanName.OUTCOME,
    kind: INTERNAL,
    startTimeUnixNano: atUnixNano,
    endTimeUnixNano: atUnixNano,
    attributes: attributesOf(outcome),
    ...(outcome.runSpan === undefined ? {} : { links: [{ ...outcome.runSpan, attributes: [] }] }),
    status: { code: 0 },
  };
  const resource = { attributes: [text(CommonAttribute.SERVICE_NAME, 'botanu')] };
  const scope = { name: SCOPE_NAME, version: VERSION };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] };
}

const attributesOf = (outcome: ToldOutcome): KeyValue[] => [
  ...texts({
    [BotanuAttribute.RUN_ID]: outcome.runId,
    [BotanuAttribute.EVENT_ID]: outcome.eventId,
    [BotanuAttribute.OUTCOME_STATUS]: outcome.status,
    [BotanuAttribute.OUTCOME]: outcome.status,
    [BotanuAttribute.OUTCOME_VALUE_TYPE]: outcome.valueType,
    [BotanuAttribute.OUTCOME_REASON]: outcome.reason,
    [BotanuAttribute.OUTCOME_KEY]: outcome.key,
  }),
  ...(outcome.valueAmount === undefined
    ? []
    : [{ key: BotanuAttribute.OUTCOME_VALUE_AMOUNT, value: { doubleValue: outcome.valueAmount } }]),
];

const texts = (values: Readonly<Record<string, string | undefined>>): KeyValue[] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [text(key, value)]));

const text = (key: string, stringValue: string): { key: string; value: AnyValue } => ({
  key,
  value: { stringValue },
});

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
