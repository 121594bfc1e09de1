import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BundledApp } from '../../support/bundled-app';
import { ledgerSpans } from '../../support/ledger-spans';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(30_000);

let app: BundledApp;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'app.ts'));
});
afterAll(() => app.remove());

/** What nothing here depends on, and takes most of the time. The simplest ends have it all the same. */
const BARE = { BOTANU_AUTO_INSTRUMENT: 'off' };

const namesIn = (directory: string): Set<string> =>
  new Set(ledgerSpans(join(directory, '.botanu')).map(({ name }) => name));

const AS_FIRST = 'unshare --user --map-root-user --pid --fork --mount-proc';

/** Not every machine lets a test have process numbers of its own. */
function canBeFirst(): boolean {
  const { status, stderr, error } = spawnSync(`${AS_FIRST} true`, { shell: true, encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`skipped, no process 1 here: ${error?.message ?? stderr}\n`);
  return status === 0;
}

describe('a process that leaves has written all of its 1,000 spans', () => {
  it.each([
    ['by process.exit', 'exit', 2],
    ['by process.exit, some time later', 'exit later', 2],
    ['by process.exit, while it is being shut down', 'exit while stopping', 2],
    ['by an uncaught exception', 'throw', 1],
    ['by an unhandled rejection', 'reject', 1],
    ['because there is nothing left to do', 'end', 0],
  ])('%s', async (_, door, code) => {
    const cwd = app.workingDirectory();
    const run = await app.run(cwd, { args: [door], env: door === 'exit' || door === 'end' ? {} : BARE });
    expect(run.code).toBe(code);
    expect(namesIn(cwd).size).toBe(1_000);
    expect(run.stderr.includes('nobody catches this')).toBe(code === 1);
  });

  (canBeFirst() ? it : it.skip).each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('by %s, as the first process of a container', async (signal, code) => {
    const cwd = app.workingDirectory();
    const run = await app.run(cwd, {
      args: [`own ${signal}`],
      env: BARE,
      shell: `exec ${AS_FIRST} "$0" "$@"`,
    });
    expect([run.code, run.signal]).toEqual([code, null]);
    expect(namesIn(cwd).size).toBe(1_000);
  });

  describe.each(['SIGTERM', 'SIGINT'] as const)('by %s', (signal) => {
    it('that nobody else listens to, and dies of it', async () => {
      const cwd = app.workingDirectory();
      const run = await app.run(cwd, { args: [signal], signalWhenReady: signal });
      expect(run.signal).toBe(signal);
      expect(namesIn(cwd).size).toBe(1_000);
    });

    it.each(['on', 'once', 'at once'])('and leaves the end to a listener (%s)', async (listener) => {
      const cwd = app.workingDirectory();
      const run = await app.run(cwd, { args: [signal, listener], env: BARE, signalWhenReady: signal });
      expect([run.code, run.signal]).toEqual([3, null]);
      expect(namesIn(cwd).size).toBe(1_000);
    });
  });
});
