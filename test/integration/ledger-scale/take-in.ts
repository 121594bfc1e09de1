import { withLedger } from '../../../src/ledger/with-ledger';

// As the command has it.
process.env.UV_THREADPOOL_SIZE ??= '1';

/** Takes in what is new in a ledger, and prints how long that took, from opening its cache until it is closed. */
const [directory] = process.argv.slice(2) as [string];
const startedMs = performance.now();
void withLedger(directory, ({ ingested }) => Promise.resolve(ingested), {
  tell: (text) => {
    throw new Error(text);
  },
}).then(({ spans }) => {
  process.stdout.write(JSON.stringify({ spans, seconds: (performance.now() - startedMs) / 1000 }));
});
