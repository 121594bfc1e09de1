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
  it.each<[string, object, number, boolean]>([
    ['that lives', {}, 0, false],
    ['that lives but has been silent for two minutes', {}, 120, true],
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
