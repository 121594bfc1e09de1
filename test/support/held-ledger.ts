import { withLedger, type Ledger } from '../../src/ledger/with-ledger';
import { ledgerDirectory } from './otlp-lines';

/** What a test asks of a ledger. */
export type Asking = <Answer>(question: (ledger: Ledger) => Promise<Answer>) => Promise<Answer>;

/**
 * A ledger of these files that is taken in once and stays open for the tests of a file or a `describe`, because opening
 * one takes ten times as long as asking it.
 */
export function heldLedger(files: Readonly<Record<string, string>>): Asking {
  let held: Ledger;
  let release: () => void;
  let closed: Promise<void>;

  beforeAll(async () => {
    await new Promise<void>((opened, failed) => {
      closed = withLedger(ledgerDirectory(files), (ledger) => {
        held = ledger;
        opened();
        return new Promise<void>((resolve) => (release = resolve));
      });
      closed.catch(failed);
    });
  });
  afterAll(async () => {
    release();
    await closed;
  });

  return (question) => question(held);
}
