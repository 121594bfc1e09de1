import { join } from 'node:path';
import { BundledApp } from '../../support/bundled-app';
import { ledgerSpans } from '../../support/ledger-spans';

// Processes are started, which a busy machine takes its time for.
jest.setTimeout(30_000);

let app: BundledApp;
beforeAll(() => {
  app = new BundledApp(join(__dirname, 'full-disk-app.ts'));
});
afterAll(() => app.remove());

/** A limit on file size ends a write in the middle, as a full disk does, and needs no disk of its own. */
it('a disk that fills up leaves whole lines, one warning and a count of what was lost', async () => {
  const cwd = app.workingDirectory();
  const run = await app.run(cwd, { shell: 'ulimit -f 500' });
  expect([run.code, run.signal, run.stdout]).toEqual([0, null, 'done\n']);

  const written = ledgerSpans(join(cwd, '.botanu')).length;
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(3_000);
  expect(run.stderr.match(/cannot be exported/g)).toHaveLength(1);
  expect(run.stderr).toContain(`${3_000 - written} spans were lost`);
});

it('a place where nothing can be written costs a warning, not the process', async () => {
  const run = await app.run(app.workingDirectory(), { env: { BOTANU_LEDGER: '/proc/nowhere' } });
  expect([run.code, run.stdout]).toEqual([0, 'done\n']);
  expect(run.stderr.match(/cannot be exported/g)).toHaveLength(1);
  expect(run.stderr).toContain('3000 spans were lost');
});
