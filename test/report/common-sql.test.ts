import type { LedgerEngine } from '../../src/ledger/engine';
import { META } from '../../src/ledger/store-tables';
import type { Ledger } from '../../src/ledger/with-ledger';
import { costBy, costByOutcome } from '../../src/report/cost-by-outcome';
import { DIMENSION_NAMES } from '../../src/report/dimensions';
import { ledgerModels } from '../../src/report/ledger-models';
import { runList } from '../../src/report/run-list';
import { runTrees } from '../../src/report/run-tree';
import { unknownFilters } from '../../src/report/unknown-filters';
import { unpricedOperations } from '../../src/report/unpriced';
import { callRow, price, spanRow, withSpans } from '../support/costs';

/**
 * Counting, pricing and questions are to be understood by ClickHouse as by DuckDB. What was found to fail there, or to
 * mean something else, is looked for in all that is sent.
 */
let sent: readonly string[];

beforeAll(async () => {
  const statements: string[] = [];
  const spans = [
    spanRow({
      kind: 'run',
      name: 'botanu.run/Support',
      run_id: 'r',
      outcome_status: 'success',
      outcome_value: 1,
    }),
    callRow({ run_id: 'r', input_tokens: 1, output_tokens: 1 }),
    spanRow({ kind: 'database', system: 'postgresql', run_id: 'r' }),
  ];
  await withSpans(spans, async (engine) => {
    await engine.createTable(META);
    const told =
      <Answer>(ask: (sql: string) => Answer) =>
      (sql: string): Answer => {
        statements.push(sql.replace(/\s+/g, ' '));
        return ask(sql);
      };
    const recording: LedgerEngine = {
      ...engine,
      execute: told((sql) => engine.execute(sql)),
      query: <Row extends object>(sql: string) => told(() => engine.query<Row>(sql))(sql),
    };
    await price(recording, 'databases: [{ per_query: 1 }]');
    await ask(recording);
  });
  sent = statements;
});

async function ask(engine: LedgerEngine): Promise<void> {
  const ledger: Ledger = { engine, directory: '', ingested: INGESTED, currency: 'USD', rateCard: null };
  const where = [{ dimension: 'model', value: 'gpt-4o\\mini' }] as const;
  await costByOutcome(ledger);
  for (const dimension of DIMENSION_NAMES) await costBy(ledger, [dimension], { sinceUnixMs: 1 });
  await costBy(ledger, ['customer', 'model'], { where });
  await runList(ledger, { order: 'tokens', selection: { where } });
  await runTrees(ledger, 'r');
  await unpricedOperations(engine);
  await ledgerModels(engine);
  await unknownFilters(engine, { where });
}

const INGESTED: Ledger['ingested'] = {
  spans: 3,
  files: 1,
  duplicateSpans: 0,
  unreadable: [],
  completeFrom: null,
  deletedFiles: 0,
};

/** The columns of each SELECT of several tables, but for those whose names nobody asks for. */
function unnamedColumns(statement: string): string[] {
  return [...statement.matchAll(/(?<!IN \( ?)SELECT (?:DISTINCT )?/g)].flatMap(({ index, 0: select }) => {
    const [columns, rest] = selected(statement.slice(index + select.length));
    return /^ FROM [^()]* JOIN /.test(rest)
      ? columns.filter((column) => /^\w+\.(\w+|\*)$|^\*$/.test(column))
      : [];
  });
}

/** Up to the FROM that belongs to it. */
function selected(text: string): [columns: string[], rest: string] {
  const columns = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (depth === 0 && (character === ')' || text.startsWith(' FROM ', at)))
      return [columns.map((column) => column.trim()), text.slice(at)];
    depth += Number(character === '(') - Number(character === ')');
    if (depth === 0 && character === ',') columns.push('');
    else columns.push((columns.pop() ?? '') + character);
  }
  return [columns.map((column) => column.trim()), ''];
}

it('names each column that it selects from several tables', () => {
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.flatMap(unnamedColumns)).toEqual([]);
});

it.each<[string, RegExp]>([
  ['a UNION that does not say which', /\bUNION (?!ALL|DISTINCT)/],
  ['substring, which counts characters or bytes', /\bsubstring\(/],
  ['a backslash between quotes', /'[^'$]*\\[^'$]*'/],
  ['what only one of them has', /\b(DELETE FROM trace_portions|ILIKE|list_|struct_|unnest\(|QUALIFY)\b/],
])('has nowhere %s', (_, pattern) => {
  expect(sent.filter((statement) => pattern.test(statement))).toEqual([]);
});
