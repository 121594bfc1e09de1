import { spawnSync } from 'node:child_process';
import { runReport } from '../../src/cli/report-command';
import type { CostReport } from '../../src/report/cost-report';
import { VERSION } from '../../src/shared/version';
import { botanu, BOTANU_ENV, BOTANU_SCRIPT } from '../support/botanu-command';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../support/otlp-lines';

const ledger = (): string =>
  ledgerDirectory({
    'spans.jsonl': otlpLine(
      runSpan({ run: 'r', outcome: 'success' }),
      llmSpan({ run: 'r', input: 10_000, output: 1_000 }),
    ),
  });

describe('runReport', () => {
  it('answers with a page', async () => {
    const page = await runReport({ directory: ledger() });
    expect(page).toMatch(/^Support +1 +\$0\.00210 +\$0\.00210 .* 10,000\/1,000 +100%$/m);
  });

  it('answers with JSON', async () => {
    const report = JSON.parse(await runReport({ directory: ledger(), json: true })) as CostReport;
    expect(report).toMatchObject({
      format: 'botanu.cost-report/1',
      currency: 'USD',
      covers: ['llm'],
      useCases: [{ useCase: 'Support', costPerSuccess: 0.0021 }],
      outsideRuns: null,
      total: { runs: 1, llmCalls: 1, cost: 0.0021 },
      unpriced: [],
    });
  });

  it('says how to get spans where there are none', async () => {
    await expect(runReport({ directory: ledgerDirectory({ 'a.jsonl': '' }) })).rejects.toMatchObject({
      code: 'COMMAND_INVALID',
      message: expect.stringMatching(/no spans in .* yet.*initBotanu\(\)/),
    });
  });
});

describe('the command', () => {
  it('prints the report and exits with 0', () => {
    const { status, stdout, stderr } = botanu('report', '--dir', ledger());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Cost by use case and outcome');
  });

  it('exits with 1 and says what to do where it cannot answer', () => {
    const { status, stdout, stderr } = botanu('report', '--dir', '/nowhere/at/all');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^botanu: There is no ledger at '\/nowhere\/at\/all'\. [^\n]*--dir\.\n$/);
  });

  it.each([[['reprt']], [['report', '--jsn']], [['report', '--dir']], [[]]])(
    'exits with 2 when asked %j',
    (args) => {
      expect(botanu(...args)).toMatchObject({ status: 2, stdout: '' });
    },
  );

  it.each([
    ['--version', VERSION],
    ['--help', 'Usage: botanu'],
  ])('answers %s', (flag, text) => {
    const { status, stdout } = botanu(flag);
    expect(status).toBe(0);
    expect(stdout).toContain(text);
  });

  it('is silent when its reader goes away, and exits with 0', () => {
    const command = `"${process.execPath}" "${BOTANU_SCRIPT}" report --json --dir "${ledger()}"`;
    const asked = `{ ${command}; echo "exit code $?" >&2; } | true`;
    const { stderr } = spawnSync('sh', ['-c', asked], { env: BOTANU_ENV, encoding: 'utf8' });
    expect(stderr).toBe('exit code 0\n');
  });
});
