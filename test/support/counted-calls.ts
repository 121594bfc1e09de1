import { withLedger } from '../../src/ledger/with-ledger';
import { treeLines, type TreeSpan } from './call-trees';
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

export const counted = async (...roots: TreeSpan[]): Promise<[number | null, number | null][]> =>
  (await callsOf(treeLines(...roots))).map(({ input, output }) => [input, output]);
