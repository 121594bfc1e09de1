import { makeLedgerDirectory } from '../files/ledger-directory';
import { BotanuError } from '../shared/botanu-error';

/** Makes a ledger's directory if it is not there. Throws a `BotanuError` where it cannot be made. */
export function requireLedgerDirectory(directory: string): void {
  try {
    makeLedgerDirectory(directory);
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', `The ledger '${directory}' cannot be made: ${String(error)}`, {
      cause: error,
    });
  }
}
