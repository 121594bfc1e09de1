import { Argument, Command, InvalidArgumentError } from 'commander';
import type { Ledger } from '../ledger/with-ledger';
import { type ToldOutcome, writeOutcome } from '../ledger/write-outcome';
import { findRun, isKnownEvent } from '../report/find-runs';
import { sqlText } from '../report/question';
import { createRunTables } from '../report/run-tables';
import { BotanuSpanName } from '../semconv/events';
import { isOutcomeStatus, OUTCOME_STATUSES } from '../semconv/outcome-status';
import { BotanuError } from '../shared/botanu-error';
import { askLedger } from './ask-ledger';
import { DEFAULT_DIRECTORY } from './output-options';

export interface OutcomeCommandOptions extends Pick<
  ToldOutcome,
  'valueType' | 'valueAmount' | 'reason' | 'key'
> {
  /** A run's id, or a beginning of it that no other has. Exactly one of run and event. */
  readonly run?: string | undefined;
  /** An event's id: of its runs the newest attempt is meant. */
  readonly event?: string | undefined;
  readonly status: string;
  /** @default '.botanu' in the working directory */
  readonly directory?: string | undefined;
  /**
   * Writes it also for a run or event that the ledger does not hold (yet).
   * @default false
   */
  readonly force?: boolean | undefined;
}

/**
 * Writes an outcome that was learnt later into the ledger, and says where. Throws a `BotanuError` where the run is not
 * known.
 */
export async function runOutcome(options: OutcomeCommandOptions): Promise<string> {
  const { run, event, status, directory = DEFAULT_DIRECTORY, force = false } = options;
  if (!isOutcomeStatus(status))
    throw new BotanuError(
      'COMMAND_INVALID',
      `'${status}' is no outcome. There are: ${OUTCOME_STATUSES.join(', ')}.`,
    );
  if (run === undefined ? event === undefined : event !== undefined)
    throw new BotanuError('COMMAND_INVALID', 'Name a run, or an event with --event: one of the two.');
  const target = force
    ? { runId: run, eventId: event }
    : await askLedger(directory, (ledger) => knownTarget(ledger, run, event));
  const { valueType, valueAmount, reason, key } = options;
  if (valueAmount !== undefined && valueType === undefined)
    throw new BotanuError(
      'COMMAND_INVALID',
      '--value-amount is of what? Name it with --value-type, e.g. usd.',
    );
  const outcome = { ...target, status, valueType, valueAmount, reason, key, atUnixMs: Date.now() };
  const path = writeOutcome(directory, outcome);
  return `${status} recorded for ${target.runId ? `run ${target.runId}` : `event ${target.eventId!}`}, in ${path}\n`;
}

type Target = Pick<ToldOutcome, 'runId' | 'eventId' | 'runSpan'>;

async function knownTarget(
  { engine }: Ledger,
  run: string | undefined,
  event: string | undefined,
): Promise<Target> {
  await createRunTables(engine);
  if (event !== undefined) {
    if (await isKnownEvent(engine, event)) return { eventId: event };
    throw new BotanuError('COMMAND_INVALID', `No run of this ledger is of the event '${event}'. ${ANYWAY}`);
  }
  const runId = await findRun(engine, run!).catch((error: unknown) => {
    throw new BotanuError('COMMAND_INVALID', `${(error as Error).message} ${ANYWAY}`);
  });
  const [span] = await engine.query<{ traceId: string; spanId: string }>(`
    SELECT trace_id AS "traceId", span_id AS "spanId" FROM spans
    WHERE run_id = ${sqlText(runId)} AND name LIKE '${BotanuSpanName.RUN}%'`);
  return { runId, runSpan: span };
}

const ANYWAY = 'With --force it is recorded anyway, for a run that is yet to come.';

interface OutcomeFlags {
  readonly dir: string;
  readonly event?: string;
  readonly valueType?: string;
  readonly valueAmount?: number;
  readonly reason?: string;
  readonly key?: string;
  readonly force?: boolean;
}

/** `botanu outcome`. */
export const outcomeCommand = (write: (text: string) => void): Command =>
  new Command('outcome')
    .summary('record what came of a run, learnt after it ended')
    .usage('[options] <run> <status>\n       botanu outcome [options] --event <id> <status>')
    .description(
      'Records the outcome of a run that has ended, as recordOutcome() does in code. The last outcome by time counts; ' +
        'the next report has it.',
    )
    .addArgument(new Argument('<run>', "the run's id, or a beginning of it that no other has"))
    .addArgument(new Argument('[status]', OUTCOME_STATUSES.join(', ')))
    .option('-e, --event <id>', "instead of a run: the event's id; its newest attempt is meant")
    .option(
      '--value-type <type>',
      'what was achieved, e.g. tickets_resolved; usd can be set against the cost',
    )
    .option('--value-amount <number>', 'how much of it; below zero it takes back, as a refund does', amountOf)
    .option('--reason <text>', 'why, for people')
    .option('-k, --key <key>', 'told again with the same key it counts once')
    .option('-d, --dir <directory>', 'where the ledger is', DEFAULT_DIRECTORY)
    .option('-f, --force', 'also for a run or event that the ledger does not hold')
    .addHelpText('after', OUTCOME_HELP)
    .action(async (first: string, second: string | undefined, flags: OutcomeFlags, command: Command) => {
      const { dir, event, ...rest } = flags;
      // With --event the status is all that is left to say.
      const [run, status] = event === undefined ? [first, second] : [undefined, first];
      if (status === undefined || (event !== undefined && second !== undefined) || !isOutcomeStatus(status))
        command.error(
          event === undefined
            ? `error: write a run and one of ${OUTCOME_STATUSES.join(', ')}`
            : `error: write one of ${OUTCOME_STATUSES.join(', ')} after --event, and no run`,
          { exitCode: 2 },
        );
      write(await runOutcome({ ...rest, run, event, status, directory: dir }));
    });

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
