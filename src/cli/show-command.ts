import { Command } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { renderRunTrees } from '../report/render-run-tree';
import { runTrees } from '../report/run-tree';
import { askLedger } from './ask-ledger';
import { addJsonOption, addLedgerOptions, DEFAULT_WIDTH, type QuestionOptions } from './ledger-options';
import { jsonText } from './output-options';
import { requireSpans } from './require-spans';

export interface ShowOptions extends QuestionOptions {
  /**
   * Spans of other libraries too, and those that tell of a model call again.
   * @default false
   */
  readonly all?: boolean | undefined;
}

/** What happened in a run: a page of text, or JSON (`RunTrees`). Throws a `BotanuError` where there is no such run. */
export async function runShow(run: string, options: ShowOptions = {}): Promise<string> {
  const { directory = LEDGER_DIRECTORY, prices, all, json = false, width = DEFAULT_WIDTH } = options;
  return askLedger(
    directory,
    async (ledger) => {
      requireSpans(ledger);
      const trees = await runTrees(ledger, run, { all });
      return json ? jsonText(trees) : renderRunTrees(trees, width);
    },
    { prices },
  );
}

interface ShowFlags extends Omit<ShowOptions, 'directory' | 'width'> {
  readonly dir: string;
}

/** `botanu show`. */
export function showCommand(write: (text: string) => void, width: number | undefined): Command {
  const command = new Command('show')
    .summary('what happened in a run, and what each step of it cost')
    .description(
      'Shows a run as a tree over all its services: its operations with their cost, tokens, duration and errors, the ' +
        'runs nested in it, and the runs that retried it.',
    )
    .argument('<run>', "a run's id, a beginning of it that no other has, or an event's id")
    .option('-a, --all', 'other spans too, which are otherwise only counted');
  return addJsonOption(addLedgerOptions(command))
    .addHelpText('after', SHOW_HELP)
    .action(async (run: string, { dir, ...flags }: ShowFlags) => {
      write(await runShow(run, { ...flags, directory: dir, width }));
    });
}

const SHOW_HELP = `
The line of a run has the cost of all that is in it; a retry's cost is its own. "–" stands
for what nobody knows, and "(+3 spans)" counts spans that are not shown: those of other
libraries, and those that tell of an LLM call which has its line already.

Examples:
  $ botanu show 0193a1b2
  $ botanu show ticket-4711 --all
  $ botanu show 0193a1b2 --json | jq '.runs[0].inclusive.cost'
`;
