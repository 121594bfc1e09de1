import { Command } from 'commander';
import { withLedger } from '../ledger/with-ledger';
import { costByOutcome } from '../report/cost-by-outcome';
import { renderCostReport } from '../report/render-cost-report';
import { BotanuError } from '../shared/botanu-error';

export interface ReportOptions {
  /**
   * Where the ledger's files are.
   * @default '.botanu' in the working directory
   */
  readonly directory?: string | undefined;
  /**
   * The report as JSON, in the shape of `CostReport`.
   * @default false
   */
  readonly json?: boolean | undefined;
  /**
   * Columns of the terminal that the page is fitted to.
   * @default 120
   */
  readonly width?: number | undefined;
}

const DEFAULT_DIRECTORY = '.botanu';
const DEFAULT_WIDTH = 120;

/**
 * What each use case cost, by outcome: a page of text, or JSON. Throws a `BotanuError` that says what to do if
 * there is no ledger, it is empty, or DuckDB is not installed.
 */
export async function runReport(options: ReportOptions = {}): Promise<string> {
  const { directory = DEFAULT_DIRECTORY, json = false, width = DEFAULT_WIDTH } = options;
  const report = await withLedger(directory, (ledger) => {
    if (ledger.ingested.spans === 0) throw new BotanuError('COMMAND_INVALID', noSpans(directory));
    return costByOutcome(ledger);
  });
  return json ? `${JSON.stringify(report, null, 2)}\n` : renderCostReport(report, width);
}

const noSpans = (directory: string): string =>
  `There are no spans in '${directory}' yet. Run an application that calls initBotanu() without an OTLP endpoint ` +
  `and uses @BotanuUseCase; its spans are written when their batch is full, on flush() and when it exits.`;

/** `botanu report`. */
export const reportCommand = (write: (text: string) => void, width: number | undefined): Command =>
  new Command('report')
    .summary('what each use case cost, by outcome')
    .description(
      'Reads the embedded ledger, prices the LLM calls in it, and shows for each use case and outcome what its ' +
        'runs cost, and for each use case what a success cost.',
    )
    .option('-d, --dir <directory>', 'where the ledger is', DEFAULT_DIRECTORY)
    .option('--json', 'print everything as JSON, nulls for what is not known')
    .addHelpText('after', REPORT_HELP)
    .action(async ({ dir, json }: { dir: string; json?: boolean }) => {
      write(await runReport({ directory: dir, json, width }));
    });

const REPORT_HELP = `
A run's own cost is that of its own calls; "with nested" adds the runs it set off.
An amount is either known or marked: "≥" where calls without a price are left out,
"–" where none has one. Nothing unknown is counted as free.

Examples:
  $ botanu report
  $ botanu report --dir /var/lib/support-agent/.botanu
  $ botanu report --json | jq '.useCases[] | {useCase, costPerSuccessUsd}'
`;
