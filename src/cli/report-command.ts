import { Command } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import type { Ledger } from '../ledger/with-ledger';
import { costBy, costByOutcome } from '../report/cost-by-outcome';
import { type Dimension, DIMENSION_NAMES } from '../report/dimensions';
import { flatGroups } from '../report/flat-answer';
import type { Selection } from '../report/question';
import { renderCostReport, renderGroupedCostReport } from '../report/render-cost-report';
import { askLedger } from './ask-ledger';
import { addLedgerOptions, DEFAULT_WIDTH, type QuestionOptions } from './ledger-options';
import { addOutputOptions, flatText, jsonText, type OutputOptions } from './output-options';
import { requireSpans } from './require-spans';
import { addSelectionOptions, dimensions, type SelectionFlags, selectionOf } from './selection-options';
import { tellUnknownFilters } from './tell-unknown-filters';

export interface ReportOptions extends QuestionOptions, OutputOptions {
  /**
   * What costs are grouped by.
   * @default use case, then outcome
   */
  readonly by?: readonly Dimension[] | undefined;
  /**
   * Of which runs.
   * @default all of them
   */
  readonly selection?: Selection | undefined;
}

/**
 * What each use case cost, by outcome, or what was spent by other dimensions: a page of text, JSON (`CostReport`,
 * `GroupedCostReport`), or a table. Throws a `BotanuError` that says what to do if there is no ledger, it is empty, or
 * DuckDB is not installed.
 */
export async function runReport(options: ReportOptions = {}): Promise<string> {
  const { directory = LEDGER_DIRECTORY, prices } = options;
  return askLedger(
    directory,
    async (ledger) => {
      requireSpans(ledger);
      const text = await answer(ledger, options);
      await tellUnknownFilters(ledger.engine, options.selection);
      return text;
    },
    { prices },
  );
}

async function answer(ledger: Ledger, options: ReportOptions): Promise<string> {
  const { by = [], selection = {}, json = false, csv = false, parquet, width = DEFAULT_WIDTH } = options;
  const isFlat = csv || parquet !== undefined;
  if (by.length === 0 && !isFlat) {
    const report = await costByOutcome(ledger, selection);
    return json ? jsonText(report) : renderCostReport(report, width);
  }
  const report = await costBy(ledger, by.length === 0 ? ['use-case', 'outcome'] : by, selection);
  if (isFlat) return flatText(ledger.engine, flatGroups(report), options);
  return json ? jsonText(report) : renderGroupedCostReport(report, width);
}

interface ReportFlags extends OutputOptions, SelectionFlags {
  readonly dir: string;
  readonly prices?: string;
  readonly by?: readonly Dimension[];
}

/** `botanu report`. */
export function reportCommand(write: (text: string) => void, width: number | undefined): Command {
  const command = new Command('report')
    .summary('what was spent: by use case and outcome, or by customer, model, day, …')
    .description(
      'Reads the embedded ledger, prices what is in it, and shows for each use case and outcome what its runs cost, ' +
        'and for each use case what a success cost; or the same by other dimensions.',
    )
    .option('-b, --by <names>', `group by one or more of: ${DIMENSION_NAMES.join(', ')}`, dimensions);
  addSelectionOptions(command);
  addLedgerOptions(command);
  addOutputOptions(command);
  return command
    .addHelpText('after', REPORT_HELP)
    .action(async ({ dir, prices, by, json, csv, parquet, ...selection }: ReportFlags, command: Command) => {
      write(
        await runReport({
          directory: dir,
          prices,
          by,
          selection: selectionOf(selection, command),
          json,
          csv,
          parquet,
          width,
        }),
      );
    });
}

const REPORT_HELP = `
A run's own cost is that of its own operations; "with nested" adds the runs it set off.
By model, provider or vendor, the figures are of those operations alone, over the runs
that have any. All of a run belongs to the time when it started (UTC).
An amount is either known or marked: "≥" where operations without a price are left out,
"–" where none has one. Nothing unknown is counted as free.

Examples:
  $ botanu report
  $ botanu report --by customer --since 7d
  $ botanu report --by day,model --where use-case='Customer Support' --where outcome=success
  $ botanu report --by customer --where customer= --csv > unknown-customers.csv
  $ botanu report --by team,model --since 2026-11-01 --until 2026-12-01 --parquet november.parquet
  $ botanu report --json | jq '.useCases[] | {useCase, costPerSuccess}'
`;
