import { join } from 'node:path';
import { withLedger } from '../../../src/ledger/with-ledger';
import { costByOutcome } from '../../../src/report/cost-by-outcome';
import { BundledApp } from '../../support/bundled-app';

// A process is started that loads an SDK, which a busy machine takes its time for.
jest.setTimeout(120_000);

const app = new BundledApp(join(__dirname, 'anthropic-app.ts'));
afterAll(() => app.remove());

it("what Anthropic's own client tells is counted and priced as what a decorator tells", async () => {
  const cwd = app.workingDirectory();
  const { code, stderr } = await app.run(cwd);
  if (code !== 0) throw new Error(stderr);
  const report = await withLedger(join(cwd, '.botanu'), costByOutcome);
  const told = Object.fromEntries(
    report.useCases.map(({ useCase, own: { llmCalls, inputTokens, outputTokens, cost } }) => [
      useCase,
      { llmCalls, inputTokens, outputTokens, cost },
    ]),
  );
  // 200 fresh at $3, 800 kept for an hour at $6, 50 out at $15 a million.
  const hour = { llmCalls: 1, inputTokens: 1_000, outputTokens: 50, cost: expect.closeTo(0.00615, 9) };
  const compacted = {
    llmCalls: 1,
    inputTokens: 55_376,
    outputTokens: 90,
    cost: expect.closeTo(0.167478, 9),
  };
  expect(told).toEqual({
    'an hour': hour,
    'an hour, tracked': hour,
    compacted,
    'compacted, tracked': compacted,
    'without its end': {
      llmCalls: 1,
      inputTokens: 200,
      outputTokens: 50,
      cost: expect.closeTo(0.00135, 9),
    },
  });
});
