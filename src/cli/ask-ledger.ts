import { withLedger } from '../ledger/with-ledger';
import type { Ledger, LedgerOptions } from '../ledger/with-ledger';
import { printableLines } from '../shared/printable-text';
import { ProgressBar } from './progress-bar';

/** As `withLedger`, and shows how far it is. What it has to say beside the answer goes to stderr. */
export async function askLedger<T>(
  directory: string,
  ask: (ledger: Ledger) => Promise<T>,
  options: Pick<LedgerOptions, 'prices'> = {},
): Promise<T> {
  const bar = new ProgressBar(process.stderr, 'reading the ledger');
  const tell = (text: string): void => {
    bar.clear();
    tellOnStderr(text);
  };
  try {
    return await withLedger(
      directory,
      (ledger) => {
        bar.clear();
        return ask(ledger);
      },
      { ...options, tell, progress: (done, total) => bar.show(done, total) },
    );
  } finally {
    bar.clear();
  }
}

/** Says something beside the answer. */
export const tellOnStderr = (text: string): void => {
  process.stderr.write(`botanu: ${printableLines(text)}\n`);
};
