import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPrices } from '../../src/cli/prices-command';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan } from '../support/otlp-lines';

function cardFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'botanu-unpriced-')), 'botanu.prices.yaml');
  writeFileSync(path, text);
  return path;
}

interface Answer {
  readonly operations: readonly { readonly reason: string }[];
  readonly rateCard: string;
}

const unpriced = async (directory: string, card: string): Promise<Answer> =>
  JSON.parse(await runPrices({ directory, unpriced: true, json: true, prices: cardFile(card) })) as Answer;

/** What is left when the figures are filled in. */
async function leftAfter(directory: string, head: string): Promise<string[]> {
  const { rateCard } = await unpriced(directory, head);
  const filled = rateCard
    .replace(/(input|output|per_[a-ln-z]\w*):$/gm, '$1: 1')
    .replace(/discount: .*/g, 'discount: 50%');
  return (await unpriced(directory, `${head}\n${filled}`)).operations.map(({ reason }) => reason);
}

const tier = (name: string) => ({ 'botanu.usage.service_tier': name });
const query = (operation: string, failed = false) =>
  otlpSpan({ failed, attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation } });

const DIRECTORY = ledgerDirectory({
  'spans.jsonl': otlpLine(
    llmSpan({ provider: 'acme', model: 'llama-70b', input: 5, output: 5, more: tier('batch') }),
    llmSpan({ provider: 'acme', model: 'llama-70b', input: 5, output: 5 }),
    llmSpan({ provider: 'Acme', model: 'Llama-70B', input: 5, output: 5 }),
    llmSpan({ provider: 'acme', model: ' spaced ', input: 5, output: 5 }),
    llmSpan({ input: 5, output: 5, more: tier('flex') }),
    llmSpan({ input: 5, output: 5, more: tier('FLEX') }),
    llmSpan({ provider: 'azure.chat', model: 'my-own', input: 5, output: 5 }),
    llmSpan({ provider: 'azure.ai.openai', model: 'my-own', input: 5, output: 5 }),
    query('SELECT'),
    query('select'),
  ),
});

describe('the suggested rules', () => {
  it.each([
    ['', 'in USD'],
    ['public_prices: false', 'without the public prices'],
    ['currency: EUR\npublic_prices: false', 'in another currency'],
  ])('price all of it, once the figures are in: %j', async (head) => {
    expect(await leftAfter(DIRECTORY, head)).toEqual([]);
  });

  it('name each thing once, and the tier that has no list price', async () => {
    const { rateCard } = await unpriced(DIRECTORY, '');
    expect(rateCard.match(/model: (?!my-own).*/g)).toHaveLength(4);
    expect(rateCard.match(/my-own/g)).toHaveLength(1);
    expect(rateCard.match(/postgresql/g)).toHaveLength(1);
    expect(rateCard).toContain('model: llama-70b\n    service_tier: batch\n    per_million_tokens:');
    expect(rateCard).toContain('model: gpt-4o-mini\n    service_tier: flex\n    discount:');
  });
});

describe('what no suggested rule prices', () => {
  const directory = ledgerDirectory({
    'spans.jsonl': otlpLine(
      llmSpan({}),
      llmSpan({ failed: true }),
      llmSpan({ input: 5 }),
      otlpSpan({
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.usage.input_tokens': 5,
        },
      }),
      query('DELETE', true),
    ),
  });
  const CARD = 'databases: [{ system: postgresql, per_query: 1 }]';

  it('has advice by its reason', async () => {
    const page = await runPrices({ directory, unpriced: true, prices: cardFile(CARD), width: 200 });
    expect(page).toContain('What helps with the others:');
    expect(page).toMatch(
      /^no usage +LLM calls: record the tokens on the span; or, if each call has a price, write per_request$/m,
    );
    expect(page).toMatch(/^failed without usage +LLM calls: nobody knows whether it was charged/m);
    expect(page).toMatch(/^failed without usage +others: write when_failed: charged, or free, in its rule/m);
    expect(page).toMatch(/^incomplete usage +LLM calls: /m);
    expect(page).toMatch(/^no model +LLM calls: .*per_request$/m);
  });

  it('is priced as it advises, but for the call that failed', async () => {
    const card =
      'databases: [{ system: postgresql, per_query: 1, when_failed: charged }]\nmodels: [{ provider: openai, per_request: 1 }]';
    const { operations } = await unpriced(directory, card);
    expect(operations.map(({ reason }) => reason)).toEqual(['failed_without_usage']);
  });
});
