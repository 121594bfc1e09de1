import { withLedger } from '../../../src/ledger/with-ledger';

/** Brings a ledger's cache up to date, as any command does, over and over until it is killed. */
const [directory] = process.argv.slice(2) as [string];

async function ingest(): Promise<void> {
  for (;;) await withLedger(directory, () => Promise.resolve());
}
process.stdout.write('started\n');
void ingest();
