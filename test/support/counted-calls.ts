import { withLedger } from '../../src/ledger/with-ledger';
import { newTraceId, traceLines, type TreeSpan } from './call-trees';
import { ledgerDirectory } from './otlp-lines';

export interface CountedCall {
  readonly input: number | null;
  readonly output: number | null;
  readonly [column: string]: unknown;
}

/** The calls that are counted, by their tokens, and what is asked of them. */
export const callsOf = (lines: string, columns = ''): Promise<CountedCall[]> =>
  withLedger(ledgerDirectory({ 'spans.jsonl': lines }), ({ engine }) =>
    engine.query<CountedCall>(
      `SELECT input_tokens AS input, output_tokens AS output ${columns}
       FROM model_calls ORDER BY input_tokens, output_tokens, start_unix_nano`,
    ),
  );

/** Rows of a table, each with the calls counted of its trees added to its end, which are known once the tests run. */
type Counting = <Row extends readonly unknown[]>(
  rows: readonly Row[],
  rootsOf: (row: Row) => readonly TreeSpan[],
) => [...Row, calls: () => CountedCall[]][];

/**
 * Counts the calls of tables of tests at once, before the first of them, each row's in a trace of its own, because
 * taking in a ledger takes much longer than a trace does. To be called where the tests are defined:
 * `it.each(counted(rows, rootsOf))`.
 */
export function countedAtOnce(columns = ''): Counting {
  let lines = '';
  let calls: readonly CountedCall[];
  beforeAll(async () => {
    calls = await callsOf(lines, `, trace_id ${columns}`);
  });
  return (rows, rootsOf) =>
    rows.map((row) => {
      const traceId = newTraceId();
      lines += traceLines(traceId, rootsOf(row));
      return [...row, () => calls.filter(({ trace_id }) => trace_id === traceId)];
    });
}

export type Tokens = [input: number | null, output: number | null];

export const tokensOf = (calls: readonly CountedCall[]): Tokens[] =>
  calls.map(({ input, output }) => [input, output]);
