import { Command, InvalidArgumentError, Option } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { flatRuns } from '../report/flat-answer';
import type { Selection } from '../report/question';
import { renderRunList } from '../report/render-run-list';
import { RUN_ORDERS, runList, type RunOrder } from '../report/run-list';
import { askLedger } from './ask-ledger';
import { addLedgerOptions, DEFAULT_WIDTH, type QuestionOptions } from './ledger-options';
import { addOutputOptions, flatText, jsonText, type OutputOptions } from './output-options';
import { requireSpans } from './require-spans';
import { addSelectionOptions, type SelectionFlags, selectionOf } from './selection-options';
import { tellUnknownFilters } from './tell-unknown-filters';

export interface RunsOptions extends QuestionOptions, OutputOptions {
  /**
   * Which runs.
   * @default all of them
   */
  readonly selection?: Selection | undefined;
  /**
   * By what they are sorted, the highest first: of `time` the newest.
   * @default 'time'
   */
  readonly sort?: RunOrder | undefined;
  /**
   * How many runs at most, from 1 up.
   * @default 20; all of them as CSV or Parquet
   */
  readonly limit?: number | undefined;
}

const DEFAULT_LIMIT = 20;

/** The runs of a ledger: a page of text, JSON (`RunList`) or a table. Throws as `runReport` does. */
export async function runRuns(options: RunsOptions = {}): Promise<string> {
  const { directory = LEDGER_DIRECTORY, prices, selection, sort = 'time', width = DEFAULT_WIDTH } = options;
  const isFlat = options.csv === true || options.parquet !== undefined;
  const limit = options.limit ?? (isFlat ? undefined : DEFAULT_LIMIT);
  return askLedger(
    directory,
    async (ledger) => {
      requireSpans(ledger);
      const list = await runList(ledger, { selection, order: sort, limit });
      await tellUnknownFilters(ledger.engine, selection);
      if (isFlat) return flatText(ledger.engine, flatRuns(list), options);
      return options.json ? jsonText(list) : renderRunList(list, sort, width);
    },
    { prices },
  );
}

interface RunsFlags extends OutputOptions, SelectionFlags {
  readonly dir: string;
  readonly prices?: string;
  readonly sort: RunOrder;
  readonly limit?: number;
}

/** `botanu runs`. */
export function runsCommand(write: (text: string) => void, width: number | undefined): Command {
  const command = new Command('runs')
    .summary('a list of runs: the newest, most expensive or longest first')
    .description('Lists runs with their outcome, cost, tokens and duration.')
    .addOption(
      new Option('-s, --sort <order>', 'highest first; time is the start, newest first')
        .choices(RUN_ORDERS)
        .default('time'),
    )
    .option(
      '-n, --limit <number>',
      `how many (default: ${DEFAULT_LIMIT}; all as CSV or Parquet)`,
      wholeNumber,
    );
  addSelectionOptions(command);
  addLedgerOptions(command);
  addOutputOptions(command);
  return command
    .addHelpText('after', RUNS_HELP)
    .action(
      async ({ dir, prices, sort, limit, json, csv, parquet, ...selection }: RunsFlags, command: Command) => {
        write(
          await runRuns({
            directory: dir,
            prices,
            selection: selectionOf(selection, command),
            sort,
            limit,
            json,
            csv,
            parquet,
            width,
          }),
        );
      },
    );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('Write a number from 1 up.');
  return Number(text);
}

const RUNS_HELP = `
Costs and tokens of a run include those of the runs nested in it, which are listed as
well. A filter by model, provider or vendor keeps whole runs that have such an operation.

Examples:
  $ botanu runs --sort cost --since 24h
  $ botanu runs --where outcome=failed --where customer=acme --limit 50
  $ botanu runs --where model=gpt-4o --csv > runs.csv
`;
