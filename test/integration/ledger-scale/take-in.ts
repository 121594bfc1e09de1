import { ingest } from '../../../src/ledger/ingest';
import { withCache } from '../../../src/ledger/ledger-cache';

// As the command has it.
process.env.UV_THREADPOOL_SIZE ??= '1';

/** Takes in what is new in a ledger, and prints how long that took, from opening the cache until it is closed. */
const [directory] = process.argv.slice(2) as [string];
const startedMs = performance.now();
void withCache(directory, {
  prepare: (engine) => ingest(engine, directory),
  ask: (_, ingested) => Promise.resolve(ingested),
  tell: (text) => {
    throw new Error(text);
  },
}).then(({ spans }) => {
  process.stdout.write(JSON.stringify({ spans, seconds: (performance.now() - startedMs) / 1000 }));
});
