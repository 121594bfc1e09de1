// Whether killing loses or doubles anything: a writer of a ledger, which delivers some spans twice, and a reader that
// brings its cache up to date are killed (SIGKILL) at random moments, each 200 times. Between two rounds files are
// renamed, set aside and compressed, or others imported, while a reader or the import is killed. After every round no
// span is to be missing that the exporter acknowledged, and none to be there twice. At the end of a ledger the oldest
// files are deleted for ledger.maxBytes: what is missing then has to be from before the time from which the record is
// said to be whole, and the cache's answer has to be that of one made anew. `npm run check:ledger-kills [-- <rounds>]`.
// The moments, and what is done to which file, are of the seed that it prints: SEED in the environment has them again.
// What the killed processes are at by then is another matter.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { Checklist } from './checklist.mjs';

const require = createRequire(import.meta.url);
const { KilledLedger } = require('../test/integration/ledger-kills/killed-ledger.ts');

const rounds = Number(process.argv[2] ?? 200);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** In place of the one that there is, by which this process also chooses what is done to files. */
Math.random = seeded(SEED);
/** A ledger grows with each round, and after each all of its ids are compared. */
const ROUNDS_A_LEDGER = 20;

console.log(`        SEED=${SEED}`);
const list = new Checklist();
const leftovers = new Set();
let spans = 0;
let deleted = 0;
await list.check(
  `${rounds} writers and ${rounds} readers are killed, and nothing is lost or doubled`,
  async () => {
    for (let left = rounds; left > 0; left -= ROUNDS_A_LEDGER) {
      await checkLedger(Math.min(left, ROUNDS_A_LEDGER));
    }
  },
);
console.log(
  `        ${spans} spans, ${deleted} files deleted; left behind, and read by nobody: ${[...leftovers].join(', ') || 'nothing'}`,
);
list.end();

/** Numbers from 0 up to 1, by a linear congruential generator. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A ledger that fails stays where it is, to be looked at. */
async function checkLedger(rounds) {
  const ledger = new KilledLedger();
  let state;
  for (let round = 1; round <= rounds; round++) {
    await ledger.round(Math.random() * 600, [Math.random() * 500]);
    if (round % 3 === 0) await ledger.rearrange(Math.random() * 300);
    if (round % 5 === 0) await ledger.import(Math.random() * 200);
    state = await checkState(ledger, `round ${round}`);
    assert.ok(state.acknowledged > 0);
    for (const name of ledger.leftovers()) leftovers.add(name.replace(/^spans-.*\.jsonl/, 'spans-….jsonl'));
  }
  spans += state.spans;
  deleted += await ledger.deleteOldest();
  await checkState(ledger, 'after the oldest files were deleted');
  const [cached, anew] = await ledger.answers();
  assert.deepEqual(cached, anew, `in ${ledger.directory}`);
  ledger.remove();
}

async function checkState(ledger, when) {
  const state = await ledger.state();
  for (const wrong of ['lost', 'countedTwice', 'costsOfNone']) {
    assert.equal(state[wrong], 0, `${when} in ${ledger.directory}: ${JSON.stringify(state)}`);
  }
  return state;
}
