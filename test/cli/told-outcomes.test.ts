import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupedCostReport } from '../../src/report/cost-report';
import type { RunList } from '../../src/report/run-list';
import { botanu } from '../support/botanu-program';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../support/otlp-lines';

const ledger = (): string =>
  ledgerDirectory({
    'spans.jsonl': otlpLine(
      runSpan({
        run: '0193a1b2-1',
        outcome: 'success',
        event: 'T-1',
        more: { 'botanu.outcome.value_type': 'usd', 'botanu.outcome.value_amount': 49 },
      }),
      llmSpan({ run: '0193a1b2-1', costUsd: 1 }),
      runSpan({ run: '0193a1c3-2', outcome: 'success', event: 'T-2' }),
    ),
  });

const outcomesIn = async (directory: string): Promise<Record<string, string>> => {
  const { runs } = JSON.parse(await botanu('runs', '--dir', directory, '--json')) as RunList;
  return Object.fromEntries(runs.map(({ runId, outcome }) => [runId, outcome]));
};

describe('with --force', () => {
  it('finds a run by the beginning of its id all the same', async () => {
    const directory = ledger();
    expect(await botanu('outcome', '0193A1B2', 'failed', '--force', '--dir', directory)).toContain(
      'failed recorded for run 0193a1b2-1, in ',
    );
    expect(await outcomesIn(directory)).toEqual({ '0193a1b2-1': 'failed', '0193a1c3-2': 'success' });
  });

  it('refuses an id that fits several runs, and does not offer itself', async () => {
    const directory = ledger();
    for (const force of [[], ['--force']]) {
      await expect(botanu('outcome', '0193a1', 'failed', ...force, '--dir', directory)).rejects.toMatchObject(
        {
          message: expect.stringMatching(/^'0193a1' fits 2 runs: [^]*Write more of it\.$/),
        },
      );
    }
    expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl'))).toEqual(['spans.jsonl']);
  });

  it('takes a run that is yet to come, also where there is no ledger yet', async () => {
    const directory = join(ledger(), 'later');
    expect(await botanu('outcome', 'abc', 'failed', '--force', '--dir', directory)).toContain('for run abc');
    expect(await botanu('outcome', '--event', 'T-9', 'failed', '-f', '--dir', directory)).toContain(
      'for event T-9',
    );
    expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl'))).toHaveLength(2);
  });
});

it.each([
  [['', 'success', '--force'], 'must not be empty'],
  [['--event', '', 'success', '--force'], 'must not be empty'],
  [['0193a1b2', 'success', '--key', ''], 'must not be empty'],
  [['0193a1b2', 'success', '--value-type', 'usd'], 'a value is a type and an amount'],
  [['0193a1b2', 'success', '--value-amount', '5'], 'a value is a type and an amount'],
  [['--event', 'T-1'], 'write what came of it: one of success, '],
  [['0193a1b2'], 'write what came of it: one of success, '],
  [['0193a1b2', 'done'], 'write what came of it: one of success, '],
  [['--event', 'T-1', '0193a1b2', 'success'], 'one of the two'],
  [[], 'name a run, or an event'],
])('%j is asked wrongly, and writes nothing', async (args, told) => {
  const directory = ledger();
  await expect(botanu('outcome', ...args, '--dir', directory)).rejects.toMatchObject({
    name: 'CommanderError',
    exitCode: 2,
    told: expect.stringContaining(told),
  });
  const report = await botanu('report', '--by', 'use-case', '--json', '--dir', directory);
  expect((JSON.parse(report) as GroupedCostReport).total.values).toEqual([{ type: 'usd', amount: 49 }]);
});
