import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import type { Ledger } from '../ledger/with-ledger';
import { BotanuError } from '../shared/botanu-error';

/** Throws a `BotanuError` that says how spans come into a ledger that has none. */
export function requireSpans({ directory, ingested }: Ledger): void {
  if (ingested.spans > 0) return;
  const [first] = ingested.unreadable;
  if (first !== undefined) {
    const { file, line, problem } = first;
    const others = ingested.unreadable.length - 1;
    throw new BotanuError(
      'COMMAND_INVALID',
      `Of what is in '${directory}' nothing can be read: ${file}${line === null ? '' : `:${line}`}: ${problem}` +
        (others > 0 ? `, and ${others} more.` : '.'),
    );
  }
  throw new BotanuError(
    'COMMAND_INVALID',
    `There are no spans in '${directory}' yet. Run an application that calls initBotanu() without an OTLP endpoint ` +
      `and uses @BotanuUseCase; its spans are written when their batch is full, on flush() and when it exits.` +
      elsewhere(directory),
  );
}

/** Its own directory is easily taken for that of the application. */
function elsewhere(directory: string): string {
  const usual = join(directory, LEDGER_DIRECTORY);
  return existsSync(usual) ? ` There is a ledger at '${usual}': name it with --dir.` : '';
}
