// Whether killing loses or doubles anything: a writer of a ledger and a reader that brings its cache up to date are
// killed (SIGKILL) at random moments, each 200 times. After every round no span is to be missing that the exporter
// acknowledged, and none to be there twice. `npm run check:ledger-kills [-- <rounds>]`.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { Checklist } from './checklist.mjs';

const require = createRequire(import.meta.url);
const { KilledLedger } = require('../test/integration/ledger-kills/killed-ledger.ts');

const rounds = Number(process.argv[2] ?? 200);
/** A ledger grows with each round, and after each all of its ids are compared. */
const ROUNDS_A_LEDGER = 20;

const list = new Checklist();
const leftovers = new Set();
let spans = 0;
await list.check(
  `${rounds} writers and ${rounds} readers are killed, and nothing is lost or doubled`,
  async () => {
    for (let left = rounds; left > 0; left -= ROUNDS_A_LEDGER) {
      await checkLedger(Math.min(left, ROUNDS_A_LEDGER));
    }
  },
);
console.log(
  `        ${spans} spans; left behind, and read by nobody: ${[...leftovers].join(', ') || 'nothing'}`,
);
list.end();

/** A ledger that fails stays where it is, to be looked at. */
async function checkLedger(rounds) {
  const ledger = new KilledLedger();
  let state;
  for (let round = 1; round <= rounds; round++) {
    await ledger.round(Math.random() * 600, [Math.random() * 500]);
    state = await ledger.state();
    const where = `round ${round} in ${ledger.directory}: ${JSON.stringify(state)}`;
    for (const wrong of ['lost', 'countedTwice', 'costsOfNone', 'duplicatesFound']) {
      assert.equal(state[wrong], 0, where);
    }
    assert.ok(state.acknowledged > 0, where);
    for (const name of ledger.leftovers()) leftovers.add(name.replace(/^spans-.*\.jsonl/, 'spans-….jsonl'));
  }
  spans += state.spans;
  ledger.remove();
}
