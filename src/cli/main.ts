#!/usr/bin/env node
import { CommanderError } from 'commander';
import { isBotanuError } from '../shared/botanu-error';
import { printableLines } from '../shared/printable-text';
import { botanuProgram } from './program';

// DuckDB works on Node's worker threads, each of which keeps memory of its own. A command asks one question at a time.
process.env.UV_THREADPOOL_SIZE ??= '1';

/** Some terminals say 0 when they do not know; what is piped has the width that the user names. */
const terminalWidth =
  process.stdout.columns || Math.max(0, Math.floor(Number(process.env.COLUMNS))) || undefined;

/** Exit codes: 0 answered, 1 could not, 2 was asked wrongly. */
async function main(): Promise<number> {
  try {
    await botanuProgram((text) => process.stdout.write(text), terminalWidth).parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    // A problem that the user can mend needs no stack; anything else is a defect, and does.
    tell(isBotanuError(error) ? error.message : describe(error));
    return 1;
  }
}

const tell = (problem: string): void => void process.stderr.write(`botanu: ${printableLines(problem)}\n`);

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

// `botanu report | head` closes the pipe early, which is no problem of anyone's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  tell(`The answer could not be written: ${error.message}`);
  process.exit(1);
});

void main().then((code) => {
  process.exitCode = code;
});
