import { join } from 'node:path';
import { withLedger } from '../../../src/ledger/with-ledger';
import { BundledApp } from '../../support/bundled-app';

// A process is started that loads an SDK, which a busy machine takes its time for.
jest.setTimeout(120_000);

const app = new BundledApp(join(__dirname, 'ai-sdk-app.ts'));
afterAll(() => app.remove());

it("the sum of the AI SDK's steps is not added to them, and a model asked by a tool is", async () => {
  const cwd = app.workingDirectory();
  const { code, stderr } = await app.run(cwd);
  if (code !== 0) throw new Error(stderr);
  await withLedger(join(cwd, '.botanu'), async ({ engine }) => {
    const tokens = (table: string) =>
      engine.query(
        `SELECT input_tokens AS input, output_tokens AS output FROM ${table}
         WHERE input_tokens IS NOT NULL ORDER BY input_tokens`,
      );
    const calls = [
      { input: 400, output: 40 },
      { input: 1_000, output: 100 },
      { input: 2_000, output: 200 },
    ];
    expect(await tokens('spans')).toEqual([...calls, { input: 3_000, output: 300 }]);
    expect(await tokens('model_calls')).toEqual(calls);
    expect(await engine.query('SELECT count(cost) AS priced FROM costs')).toEqual([{ priced: 3 }]);
  });
});
