import { withLedger } from '../ledger/with-ledger';
import type { Ledger, LedgerOptions } from '../ledger/with-ledger';
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
    process.stderr.write(`botanu: ${text}\n`);
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
