// Whether a ledger can be large: writes one of many realistic spans, takes it in (reads, counts and prices it), and asks
// it. The rate of taking in is held against that of JSON.parse over the same file, on one core, in the same run; memory
// and the time of ten times the spans are checked too. `npm run check:ledger-scale`; sizes in spans, by environment:
// SPANS (1,000,000), and TIMES_TEN (SPANS × 10; 0 leaves it out). TURNS (3) is how often the smaller is parsed and taken
// in: the fastest counts. DIRECTORY names a disk with room: a million spans are 1.3 GB.
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Checklist } from './checklist.mjs';
import { ROOT } from './packed-tarball.mjs';

const require = createRequire(import.meta.url);
const { SPANS_A_RUN, writeRealisticLedger } = require('../test/support/realistic-ledger.ts');

const SPANS = Number(process.env.SPANS ?? 1_000_000);
const TIMES_TEN = Number(process.env.TIMES_TEN ?? SPANS * 10);
const LEAST_SHARE_OF_PARSE = 0.35;
const MOST_MEMORY_MB = 600;
/** Of the time, for each time the spans. */
const MOST_GROWTH = 1.1;
const MOST_REPORT_SECONDS = 1;
/** Measured in turns, so that whatever else the machine does weighs on both. */
const TURNS = Number(process.env.TURNS ?? 3);

const list = new Checklist();
const place = mkdtempSync(join(process.env.DIRECTORY ?? tmpdir(), 'botanu-scale-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const command = join(place, 'dist', 'cli', 'main.js');
/** What is built lies outside of the project. */
const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
const measured = [];

await list.require('the programs are built', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), join(place, 'dist'), '--code-only'], {
    env,
  });
  buildSync({
    entryPoints: ['parse', 'take-in'].map((name) => join(ROOT, `test/integration/ledger-scale/${name}.ts`)),
    outdir: join(place, 'programs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
  });
});
const small = await list.require(`a ledger of ${count(SPANS)} spans is written`, () => newLedger(SPANS));

const turns = [];
await list.require('it is parsed and taken in, in turns', () => {
  for (let turn = 0; turn < TURNS; turn++) turns.push({ parse: parse(small.file), ingest: takeIn(small) });
});
const best = (of) => turns.map(of).reduce((a, b) => (a.seconds <= b.seconds ? a : b));
const parsed = best(({ parse }) => parse);
const ingested = best(({ ingest }) => ingest);
note('JSON.parse of each line', parsed, SPANS);
note('taken in, counted and priced', ingested, SPANS);
await list.check(
  `taking in is ${(parsed.seconds / ingested.seconds).toFixed(2)} times as fast as JSON.parse, at least ${LEAST_SHARE_OF_PARSE}`,
  () => assert.ok(parsed.seconds / ingested.seconds >= LEAST_SHARE_OF_PARSE),
);
await checkMemory('taking it in', Math.max(...turns.map(({ ingest }) => ingest.megabytes)));
await checkReports(small);

if (TIMES_TEN > 0) {
  const large = await list.require(`a ledger of ${count(TIMES_TEN)} spans is written`, () =>
    newLedger(TIMES_TEN),
  );
  const slow = await list.require('it is taken in', () => takeIn(large));
  note('taken in, counted and priced', slow, TIMES_TEN);
  const growth = slow.seconds / ingested.seconds;
  const most = (TIMES_TEN / SPANS) * MOST_GROWTH;
  await list.check(
    `${TIMES_TEN / SPANS} times the spans take ${growth.toFixed(1)} times as long, at most ${most.toFixed(1)}`,
    () => assert.ok(growth <= most),
  );
  await checkMemory('taking it in', slow.megabytes);
}

console.log(`\n${process.version}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)} at the end`);
for (const row of [
  ['what', 'spans', 'seconds', 'CPU seconds', 'spans/s', 'most memory'],
  Array(6).fill('---'),
  ...measured,
]) {
  console.log(`| ${row.join(' | ')} |`);
}
list.end();

function newLedger(spans) {
  const directory = join(place, String(spans));
  mkdirSync(directory);
  const file = writeRealisticLedger(directory, { runs: spans / SPANS_A_RUN });
  console.log(`        ${(statSync(file).size / 1e6).toFixed(0)} MB`);
  return { directory, file };
}

/** Every line, parsed and nothing else. */
function parse(file) {
  return timed([program('parse'), file]);
}

/** All of it, from nothing. */
function takeIn({ directory }) {
  for (const ending of ['', '.wal']) rmSync(join(directory, `ledger.duckdb${ending}`), { force: true });
  return timed([program('take-in'), directory]);
}

/** By the program's own clock, which begins when it does its work. */
function timed(args) {
  const { stdout, ...usage } = run(args);
  return { ...usage, ...JSON.parse(stdout) };
}

function program(name) {
  return join(place, 'programs', `${name}.js`);
}

/** Wall and CPU time, and the most memory, of a process. */
function run(args) {
  const probe = join(place, 'probe.cjs');
  const path = `${place}/usage.json`;
  writeFileSync(
    probe,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(path)}, JSON.stringify(process.resourceUsage())));`,
  );
  const startedMs = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--require', probe, ...args], {
    env,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  const seconds = (performance.now() - startedMs) / 1000;
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  const usage = JSON.parse(readFileSync(path, 'utf8'));
  return {
    seconds,
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    megabytes: usage.maxRSS / 1024,
    stdout,
  };
}

async function checkReports({ directory }) {
  const first = run([command, 'report', '--dir', directory]);
  note('the first report, which sums up each run', first, SPANS);
  await checkMemory('the first report', first.megabytes);
  const questions = [
    ['report'],
    ['report', '--by', 'customer'],
    ['report', '--by', 'customer,model'],
    ['report', '--by', 'day,model'],
    ['runs'],
    ['prices', '--unpriced'],
  ];
  for (const question of questions) {
    const runs = Array.from({ length: 3 }, () => run([command, ...question, '--dir', directory]));
    const fastest = runs.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
    note(`botanu ${question.join(' ')}`, fastest, SPANS);
    await list.check(`\`botanu ${question.join(' ')}\` answers in ${fastest.seconds.toFixed(2)} s`, () =>
      assert.ok(fastest.seconds <= MOST_REPORT_SECONDS),
    );
    await checkMemory(`botanu ${question.join(' ')}`, Math.max(...runs.map(({ megabytes }) => megabytes)));
  }
}

async function checkMemory(what, megabytes) {
  await list.check(`${what} takes ${megabytes.toFixed(0)} MB of memory, at most ${MOST_MEMORY_MB}`, () =>
    assert.ok(megabytes <= MOST_MEMORY_MB),
  );
}

function note(what, { seconds, cpuSeconds, megabytes }, spans) {
  measured.push([
    what,
    count(spans),
    seconds.toFixed(2),
    cpuSeconds.toFixed(2),
    count(Math.round(spans / seconds)),
    `${megabytes.toFixed(0)} MB`,
  ]);
}

function count(number) {
  return number.toLocaleString('en-US');
}
