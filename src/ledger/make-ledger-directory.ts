import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BotanuError } from '../shared/botanu-error';

/** A directory of this name holds nothing but a ledger. */
const LEDGER_NAME = '.botanu';

/** Makes a ledger's directory if it is not there, out of version control. Throws a `BotanuError` where it cannot be. */
export function makeLedgerDirectory(directory: string): void {
  try {
    const isNew = !isDirectory(directory);
    if (isNew) make(directory);
    if (isNew || basename(directory) === LEDGER_NAME) ignoreInGit(join(directory, '.gitignore'));
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', `The ledger '${directory}' cannot be made: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Parents first, each by itself: told to make them all, Node never returns where none can be made, as under /proc. */
function make(path: string): void {
  if (!existsSync(dirname(path))) make(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // By another process, at the same moment.
    if (!isDirectory(path)) throw error;
  }
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function ignoreInGit(path: string): void {
  if (!existsSync(path)) writeFileSync(path, '*\n', { mode: 0o600 });
}
