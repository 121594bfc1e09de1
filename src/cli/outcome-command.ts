import { Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { IS_RUN_SPAN } from '../ledger/run-span';
import { sqlText } from '../ledger/sql-text';
import type { Ledger } from '../ledger/with-ledger';
import { type ToldOutcome, writeOutcome } from '../ledger/write-outcome';
import { isKnownEvent, runBeginning } from '../report/find-runs';
import { isOutcomeStatus, OUTCOME_STATUSES } from '../semconv/outcome-status';
import { BotanuError } from '../shared/botanu-error';
import { printableText } from '../shared/printable-text';
import { askLedger } from './ask-ledger';
import { addDirectoryOption, type LedgerCommandOptions } from './ledger-options';

export interface OutcomeCommandOptions
  extends LedgerCommandOptions, Pick<ToldOutcome, 'status' | 'valueType' | 'valueAmount' | 'reason' | 'key'> {
  /** A run's id, or a beginning of it that no other has. Exactly one of run and event. */
  readonly run?: string | undefined;
  /** An event's id: of its runs the newest attempt is meant. */
  readonly event?: string | undefined;
  /**
   * Writes it also for a run or event that the ledger does not hold (yet).
   * @default false
   */
  readonly force?: boolean | undefined;
}

/**
 * Writes an outcome that was learnt later into the ledger, and says where. Throws a `BotanuError` where the run is not
 * known, or more than one may be meant.
 */
export async function runOutcome(options: OutcomeCommandOptions): Promise<string> {
  const { run, event, directory = LEDGER_DIRECTORY, force = false, ...outcome } = options;
  const target =
    // The first outcome may come before the first span.
    force && !existsSync(directory)
      ? { runId: run, eventId: event }
      : await askLedger(directory, (ledger) => targetOf(ledger, run, event, force), { prices: false });
  const path = writeOutcome(directory, { ...outcome, ...target, atUnixMs: Date.now() });
  const whose = target.runId === undefined ? `event ${target.eventId!}` : `run ${target.runId}`;
  return `${outcome.status} recorded for ${printableText(whose)}, in ${printableText(path)}\n`;
}

type Target = Pick<ToldOutcome, 'runId' | 'eventId' | 'runSpan'>;

async function targetOf(
  { engine }: Ledger,
  run: string | undefined,
  event: string | undefined,
  force: boolean,
): Promise<Target> {
  if (run === undefined) {
    if (force || (await isKnownEvent(engine, event!))) return { eventId: event };
    throw unknown(`No run of this ledger is of the event '${event!}'.`);
  }
  const runId = await runBeginning(engine, run);
  if (runId === undefined) {
    if (force) return { runId: run };
    const isEvent = await isKnownEvent(engine, run);
    throw unknown(
      `This ledger has no run '${run}'.${isEvent ? ` It is an event: write --event ${run}.` : ''}`,
    );
  }
  const [span] = await engine.query<{ traceId: string; spanId: string }>(`
    SELECT trace_id AS "traceId", span_id AS "spanId" FROM spans
    WHERE run_id = ${sqlText(runId)} AND ${IS_RUN_SPAN}`);
  return { runId, runSpan: span };
}

const unknown = (what: string): BotanuError =>
  new BotanuError(
    'COMMAND_INVALID',
    `${what} \`botanu runs\` lists its runs, and --dir names another ledger. With --force the outcome is recorded ` +
      'anyway, for a run that is yet to come.',
  );

interface OutcomeFlags extends Pick<
  OutcomeCommandOptions,
  'event' | 'valueType' | 'valueAmount' | 'reason' | 'key' | 'force'
> {
  readonly dir: string;
}

/** `botanu outcome`. */
export function outcomeCommand(write: (text: string) => void): Command {
  const command = new Command('outcome')
    .summary('record what came of a run, learnt after it ended')
    .usage('[options] <run> <status>\n       botanu outcome [options] --event <id> <status>')
    .description(
      'Records the outcome of a run that has ended, as recordOutcome() does in code. The last outcome by time counts; ' +
        'the next report has it.',
    )
    .argument('[run]', "the run's id, or a beginning of it that no other has")
    .argument('[status]', STATUSES)
    .option('-e, --event <id>', "an event's id instead of a run's; means its newest attempt")
    .option(
      '--value-type <type>',
      'what was achieved, e.g. tickets_resolved; usd can be set against the cost',
    )
    .option('--value-amount <number>', 'how much of it; below zero it takes back, as a refund does', amountOf)
    .option('--reason <text>', 'why, for people')
    .option('-k, --key <key>', 'counts once, however often it is recorded with the same key');
  return addDirectoryOption(command)
    .option('-f, --force', 'even for a run or event that the ledger does not hold')
    .addHelpText('after', OUTCOME_HELP)
    .action(
      async (
        first: string | undefined,
        second: string | undefined,
        flags: OutcomeFlags,
        command: Command,
      ) => {
        const { dir, ...told } = flags;
        // With --event the status is all that is left to say.
        const [run, status] =
          told.event !== undefined && second === undefined ? [undefined, first] : [first, second];
        const mistake = mistakeIn({ ...told, run });
        if (mistake !== undefined) command.error(`error: ${mistake}`, { exitCode: 2 });
        if (!isOutcomeStatus(status))
          command.error(`error: write what came of it: one of ${STATUSES}`, { exitCode: 2 });
        write(await runOutcome({ ...told, run, status, directory: dir }));
      },
    );
}

const STATUSES = OUTCOME_STATUSES.join(', ');

function mistakeIn({ run, event, valueType, valueAmount, key }: Omit<OutcomeCommandOptions, 'status'>) {
  if ((run === undefined) === (event === undefined))
    return 'name a run, or an event with --event: one of the two';
  if ([run, event, valueType, key].includes('')) return 'ids, a type of value and a key must not be empty';
  if ((valueType === undefined) !== (valueAmount === undefined))
    return 'a value is a type and an amount, e.g. --value-type usd --value-amount 49';
  return undefined;
}

function amountOf(text: string): number {
  const amount = Number(text);
  if (text.trim() === '' || !Number.isFinite(amount))
    throw new InvalidArgumentError('Write a number, such as 12.50.');
  return amount;
}

const OUTCOME_HELP = `
An outcome replaces the one before it, its value too. One with a key, or with an amount
below zero, is an entry of its own: the amounts of entries are added up.

Examples:
  $ botanu outcome 0193a1b2 failed --reason reopened
  $ botanu outcome --event ticket-4711 success --value-type usd --value-amount 49 --key invoice-17
  $ botanu outcome --event ticket-4711 partial --value-type usd --value-amount=-9 --key refund-3
`;
