// Whether an outage of the endpoint loses, doubles or mixes up spans, and what it costs in memory: the endpoint answers
// 429, 503, 500, a web page, garbage and not at all, a minute together, under 1,000 spans a second; an endpoint that
// breaks over some of the spans, under as many; and a process that is killed and started again, 50 times, while some are
// refused. BOTANU_OUTAGE_SECONDS and BOTANU_OUTAGE_KILLS make it shorter.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { Checklist } from './checklist.mjs';
import { ROOT } from './packed-tarball.mjs';

const require = createRequire(import.meta.url);
const { BundledApp } = require('../test/support/bundled-app.ts');
const { MoodyEndpoint } = require('../test/support/moody-endpoint.ts');
const { ToldApp } = require('../test/support/told-app.ts');
const { otlpLine, otlpSpan } = require('../test/support/otlp-lines.ts');

const OUTAGE_SECONDS = Number(process.env.BOTANU_OUTAGE_SECONDS ?? 60);
const KILLS = Number(process.env.BOTANU_OUTAGE_KILLS ?? 50);
const OUTAGES = [429, 503, 500, 'html', 'garbage', 'hang'];
const SPANS_PER_SECOND = 1_000;
const BATCH = 512;
/** Every thousandth span, from the 500th on, of processes that are named by a number. */
const POISONED = /^span \d+-\d*500-/;
const CATCH_UP_MS = 120_000;
const MIB = 1024 * 1024;

const app = new BundledApp(join(ROOT, 'test/integration/spool/steady-app.ts'));
process.on('exit', () => app.remove());

const list = new Checklist();
await outage();
await poison();
await kills();
list.end();

async function outage() {
  const [bad, good] = await Promise.all([steadyRun(OUTAGES), steadyRun(OUTAGES.map(() => 'up'))]);
  for (const [title, run] of Object.entries({ 'with the outage': bad, without: good })) {
    await list.check(`${title}: every span arrives, in order`, () => {
      assert.equal(run.lost, 0, 'lost spans');
      const numbers = [...new Set(run.accepted)].map((name) => Number(name.split('-')[1]));
      const twice = run.accepted.length - numbers.length;
      assert.equal(numbers.length, run.ended, 'spans that arrived');
      // A machine that is busy may be late with an answer.
      assert.ok(twice <= BATCH, `${twice} spans arrived twice`);
      assert.ok(
        numbers.every((number, i) => number === i),
        'the order is another one',
      );
    });
    console.log(
      `        ${run.ended} spans; at most ${mib(run.peakRss)} MiB resident, ${mib(run.peakHeap)} MiB of heap; ` +
        `caught up ${(run.caughtUpMs / 1000).toFixed(1)} s after the end`,
    );
  }
  await list.check('an outage takes less than 96 MiB more of memory', () => {
    assert.ok(bad.peakRss - good.peakRss < 96 * MIB, `${mib(bad.peakRss - good.peakRss)} MiB more`);
  });
}

async function poison() {
  const run = await steadyRun(['up', 'up'], { names: POISONED, status: 500 });
  const { accepted, refused } = run;
  await list.check(
    'an endpoint that breaks over some spans: all others arrive, and those are left in a file',
    () => {
      assert.equal(run.lost, 0, 'lost spans');
      const arrived = new Set(accepted);
      assert.ok(refused.length >= 5, `${refused.length} spans are set aside`);
      assert.ok(
        refused.every((name) => POISONED.test(name)),
        'a span is set aside that would be taken',
      );
      assert.equal(new Set(refused).size, refused.length, 'spans that are set aside once');
      assert.equal(arrived.size + refused.length, run.ended, 'spans that arrived or are set aside');
      assert.ok(
        accepted.length - arrived.size <= BATCH,
        `${accepted.length - arrived.size} spans arrived twice`,
      );
      const numbers = [...arrived].map((name) => Number(name.split('-')[1]));
      assert.ok(
        numbers.every((number, i) => i === 0 || number > numbers[i - 1]),
        'the order of those that are taken is another one',
      );
    },
  );
  console.log(
    `        ${run.ended} spans, ${refused.length} of them set aside; ${run.requests} requests; ` +
      `caught up ${(run.caughtUpMs / 1000).toFixed(1)} s after the end`,
  );
}

/** Five seconds without an outage, each of the moods for its share of the time, five seconds without again. */
async function steadyRun(moods, poison) {
  const endpoint = await new MoodyEndpoint().start();
  endpoint.poison = poison;
  const cwd = app.workingDirectory();
  const child = await startSteady(cwd, endpoint, { name: '0', flushEveryMs: 1_000 });
  await wait(5_000);
  for (const mood of moods) {
    endpoint.mood = mood;
    await wait((OUTAGE_SECONDS / moods.length) * 1_000);
  }
  endpoint.mood = 'up';
  await wait(5_000);
  child.child.send({});
  const endedAt = performance.now();
  const result = await resultOf(child);
  // What is on disk still is sent while the process is there; the next one sends the rest.
  let next;
  const settled = () => ownOf(endpoint.accepted).length + refusedSpans(cwd).length;
  if (settled() < result.ended) next = await startNext(cwd, endpoint);
  // If it does not come about, the checks say what is missing.
  await until(() => settled() >= result.ended && spoolFiles(cwd).length === 0).catch(() => {});
  const caughtUpMs = performance.now() - endedAt;
  next?.child.kill('SIGKILL');
  child.child.kill('SIGKILL');
  await endpoint.stop();
  const { headers } = endpoint;
  const accepted = ownOf(endpoint.accepted);
  return { ...result, accepted, refused: refusedSpans(cwd), requests: headers.length, caughtUpMs };
}

async function kills() {
  const endpoint = await new MoodyEndpoint().start();
  const cwd = app.workingDirectory();
  endpoint.poison = { names: POISONED, status: 400 };
  const moods = ['up', 503, 'up', 'hang', 'up', 'html', 'up', 'garbage', 429, 'up', 500];
  for (let i = 0; i < KILLS; i++) {
    endpoint.mood = moods[i % moods.length];
    const child = await startSteady(cwd, endpoint, { name: `${i}`, spansPerSecond: 5_000, flushEveryMs: 50 });
    await wait(200 + Math.random() * 600);
    endpoint.mood = moods[Math.floor(Math.random() * moods.length)];
    await wait(100 + Math.random() * 600);
    await child.leaveBy('SIGKILL');
  }
  endpoint.mood = 'up';
  const last = await startNext(cwd, endpoint);
  await list.check('what the killed processes left is sent, and nothing remains', () =>
    until(() => spoolFiles(cwd).length === 0),
  );
  last.child.kill('SIGKILL');
  await endpoint.stop();
  await checkKilled(cwd, ownOf(endpoint.accepted), endpoint.batches.map(ownOf));
}

async function checkKilled(cwd, accepted, batches) {
  const first = [...new Set(accepted)];
  const refused = [...new Set(refusedSpans(cwd))];
  const acknowledged = Array.from({ length: KILLS }, (_, i) => acknowledgedBy(cwd, i));
  const sum = acknowledged.reduce((total, each) => total + each, 0);
  await list.check(`${KILLS} kills: nothing acknowledged is lost`, () => {
    const numbers = [...first, ...refused].map(numbersOf);
    const arrived = acknowledged.map(() => new Set());
    for (const [process, span] of numbers) arrived[process].add(span);
    for (const [process, count] of acknowledged.entries()) {
      for (let span = 0; span < count; span++)
        assert.ok(arrived[process].has(span), `span ${process}-${span} is lost`);
    }
  });
  await list.check('what is left in a file is what the endpoint refuses', () => {
    assert.ok(refused.length > 0);
    assert.ok(refused.every((name) => POISONED.test(name)));
  });
  const twice = accepted.length - first.length;
  await list.check('a kill sends a batch twice at most', () =>
    assert.ok(twice <= KILLS * BATCH, `${twice} spans`),
  );
  await list.check('botanu report counts each span once', () => {
    assert.equal(reportedSpans(cwd, batches), first.length);
  });
  console.log(
    `        ${sum} spans acknowledged, ${first.length} arrived, ${twice} of them twice, ${refused.length} set aside`,
  );
}

function numbersOf(name) {
  return name.slice('span '.length).split('-', 2).map(Number);
}

/** As a collector would have written down what it got, request by request. */
function reportedSpans(cwd, batches) {
  const directory = join(cwd, 'collected');
  mkdirSync(directory);
  const lines = batches.map((names) =>
    otlpLine(
      ...names.map((name) => {
        const [, , traceId, spanId] = name.split('-');
        return otlpSpan({ name, traceId, spanId });
      }),
    ),
  );
  writeFileSync(join(directory, 'spans.jsonl'), lines.join(''));
  const outfile = join(app.directory, 'botanu.cjs');
  const entryPoints = [join(ROOT, 'src/cli/main.ts')];
  buildSync({
    entryPoints,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    logLevel: 'error',
  });
  const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
  const json = execFileSync(process.execPath, [outfile, 'report', '--json', '--dir', directory], { env });
  return JSON.parse(json).ledger.spans;
}

function startSteady(cwd, endpoint, { name, spansPerSecond = SPANS_PER_SECOND, flushEveryMs = 1_000 }) {
  const options = {
    otlpEndpoint: endpoint.url,
    autoInstrument: false,
    metrics: false,
    maxExportBatchSize: BATCH,
  };
  const work = {
    name,
    spansPerSecond,
    flushEveryMs,
    acknowledged: join(cwd, `acknowledged-${name}`),
    options,
  };
  return ToldApp.start(app.script, cwd, work, {
    NODE_PATH: join(ROOT, 'node_modules'),
    OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
}

/** Sends what another has left, and a few spans of its own, which show that the endpoint takes any. */
function startNext(cwd, endpoint) {
  return startSteady(cwd, endpoint, { name: 'next', spansPerSecond: 20 });
}

/** Without those of `startNext`. */
function ownOf(names) {
  return names.filter((name) => !name.startsWith('span next-'));
}

async function resultOf({ child }) {
  const [{ result }] = await once(child, 'message');
  return result;
}

function acknowledgedBy(cwd, process) {
  const lines = readFileSync(join(cwd, `acknowledged-${process}`), 'utf8')
    .trim()
    .split('\n');
  return Number(lines.at(-1));
}

function spoolFiles(cwd, ending = '.jsonl') {
  const spool = join(cwd, '.botanu/spool');
  try {
    return readdirSync(spool, { recursive: true })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(spool, name));
  } catch {
    return [];
  }
}

/** The names of those that are set aside. */
function refusedSpans(cwd) {
  return spoolFiles(cwd, '.refused').flatMap((path) =>
    readFileSync(path, 'utf8').match(/span [\w-]+(?=\.)/g),
  );
}

async function until(isSo) {
  const deadline = performance.now() + CATCH_UP_MS;
  while (!isSo()) {
    assert.ok(performance.now() < deadline, 'it takes too long');
    await wait(50);
  }
}

function mib(bytes) {
  return Math.round(bytes / MIB);
}
