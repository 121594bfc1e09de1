import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolOwner } from '../../src/export/spool-owner';

let directory: string;
let me: SpoolOwner;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-spool-'));
  me = new SpoolOwner(directory);
});
afterEach(() => {
  me.release();
  rmSync(directory, { recursive: true, force: true });
});

const ID = 'abcdef01';

const startTimeOf = (pid: number): string | undefined =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];

/** Another process, which says of itself what this one would, but for `difference`. */
function neighbour(difference: object, secondsSilent = 0): void {
  me.beat();
  const own = JSON.parse(readFileSync(join(directory, `${me.id}.owner`), 'utf8')) as object;
  const path = join(directory, `${ID}.owner`);
  writeFileSync(path, JSON.stringify({ ...own, ...difference }));
  const time = Date.now() / 1_000 - secondsSilent;
  utimesSync(path, time, time);
}

const NOBODY = 4_194_305; // Past the highest process id of Linux.

describe.each([
  ['the same machine', {}],
  ['another container or host, where numbers say nothing', { where: 'elsewhere' }],
])('an owner on %s', (_, where) => {
  const isElsewhere = 'where' in where;
  // Its parent: a process that runs, and is another.
  const alive = { pid: process.ppid, startTime: startTimeOf(process.ppid) };
  it.each<[string, object, number, boolean]>([
    ['that lives', {}, 0, false],
    ['that lives but has been silent for two minutes', {}, 120, isElsewhere],
    ['that runs and has been silent for a day', alive, 86_400, isElsewhere],
    ['whose clock was set back by a day', alive, -86_400, isElsewhere],
    ['whose process is gone', { pid: NOBODY }, 0, !isElsewhere],
    ['whose number another process has now', { startTime: '1' }, 0, !isElsewhere],
    ['whose process is gone, and silent for two minutes', { pid: NOBODY }, 120, true],
  ])('%s', (_case, difference, secondsSilent, isGone) => {
    neighbour({ ...difference, ...where }, secondsSilent);
    expect(me.isGone(ID, me.beat())).toBe(isGone);
  });
});

it('an owner that took its file away is gone', () => {
  expect(me.isGone(ID, me.beat())).toBe(true);
});

it('an owner is never gone for itself, and leaves nothing behind', () => {
  const now = me.beat();
  expect(me.isGone(me.id, now + 10 * 60_000)).toBe(false);
  expect(readdirSync(directory)).toEqual([`${me.id}.owner`]);
  me.release();
  expect(readdirSync(directory)).toEqual([]);
});

it('a file that somebody deleted is made again', () => {
  me.beat();
  rmSync(join(directory, `${me.id}.owner`));
  me.beat();
  expect(readdirSync(directory)).toEqual([`${me.id}.owner`]);
});

it('a process that is stopped is waited for, but not for ever', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    await once(child, 'spawn');
    child.kill('SIGSTOP');
    const state = (): string => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]![0]!;
    while (state() !== 'T') await new Promise((next) => setTimeout(next, 5));
    const its = { pid: child.pid, startTime: startTimeOf(child.pid!) };
    neighbour(its, 120);
    expect(me.isGone(ID, me.beat())).toBe(false);
    neighbour(its, 660);
    expect(me.isGone(ID, me.beat())).toBe(true);
  } finally {
    child.kill('SIGKILL');
  }
});

it('a file that says nothing yet, as on a full disk, goes by its age', () => {
  const path = join(directory, `${ID}.owner`);
  writeFileSync(path, '');
  expect(me.isGone(ID, me.beat())).toBe(false);
  expect(me.isGone(ID, me.beat() + 120_000)).toBe(true);
});
