import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rateCardFinding } from '../../src/cli/doctor/rate-card';
import { runOutcome } from '../../src/cli/outcome-command';
import { loadPriceBook } from '../../src/pricing/price-book';
import { ledgerDirectory, llmSpan, otlpLine, runSpan } from '../support/otlp-lines';

/** With the working directory in a folder that has such a file. */
async function inFolderOf<T>(name: string, text: string, body: () => Promise<T> | T): Promise<T> {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'botanu-card-'));
  writeFileSync(join(folder, name), text);
  process.chdir(folder);
  try {
    return await body();
  } finally {
    process.chdir(before);
  }
}

const WRONG = 'models:\n  - modle: a\n';
const EURO = 'currency: EUR\n';

it.each([
  ['not valid', WRONG],
  ['in another currency than what is in the ledger', EURO],
])('an outcome is recorded, though the rate card is %s', async (_, text) => {
  const directory = ledgerDirectory({
    'spans.jsonl': otlpLine(runSpan({ run: 'r1' }), llmSpan({ run: 'r1', input: 5, output: 5 })),
  });
  await inFolderOf('botanu.prices.yaml', text, async () => {
    expect(await runOutcome({ run: 'r1', status: 'success', directory })).toMatch(
      /^success recorded for run r1, in /,
    );
  });
});

it.each([
  [
    'botanu.prices.yaml',
    'tools: [{ name: a, per_call: 1 }]',
    { state: 'ok', text: 'botanu.prices.yaml: 1 rule, amounts in USD' },
  ],
  [
    'botanu.prices.yaml',
    WRONG,
    { state: 'missing', text: expect.stringMatching(/^botanu\.prices\.yaml:2: models\[0\]\.modle /) },
  ],
  ['botanu.prices.yml', EURO, { state: 'missing', mend: 'mv botanu.prices.yml botanu.prices.yaml' }],
  ['other.yaml', '', { state: 'note' }],
])('botanu doctor looks at %s: %j', async (name, text, finding) => {
  await inFolderOf(name, text, () => {
    expect(rateCardFinding(process.cwd())).toMatchObject({ what: 'rate card', ...finding });
  });
});

it('a rate card by a name that is not read is told of', async () => {
  const told: string[] = [];
  await inFolderOf('botanu.prices.yml', EURO, () => {
    expect(loadPriceBook(undefined, (text) => told.push(text)).rateCard).toBeNull();
  });
  expect(told).toEqual([
    expect.stringMatching(/^botanu\.prices\.yml is not read: rename it to botanu\.prices\.yaml/),
  ]);
});
