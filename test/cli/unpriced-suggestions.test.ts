import { runPrices } from '../../src/cli/prices-command';
import { cardFile } from '../support/card-file';
import { ledgerDirectory, llmSpan, otlpLine, otlpSpan } from '../support/otlp-lines';

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
    llmSpan({ provider: 'null', model: 'true', input: 5, output: 5 }),
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

  it('come after a sentence that fits the terminal', async () => {
    const page = await runPrices({ directory: DIRECTORY, unpriced: true, prices: cardFile(''), width: 60 });
    expect(/^These lines in[^]*?:$/m.exec(page)?.[0].split('\n').length).toBeGreaterThan(1);
    for (const line of page.split('\n').filter((one) => !one.includes('/botanu.prices.yaml')))
      expect(line.length).toBeLessThanOrEqual(60);
  });

  it('name each thing once, and the tier that has no list price', async () => {
    const { rateCard } = await unpriced(DIRECTORY, '');
    expect(rateCard.match(/model: (?!my-own).*/g)).toHaveLength(5);
    expect(rateCard.match(/my-own/g)).toHaveLength(1);
    expect(rateCard.match(/postgresql/g)).toHaveLength(1);
    expect(rateCard).toContain('model: llama-70b\n    service_tier: batch\n    per_million_tokens:');
    expect(rateCard).toMatch(/model: gpt-4o-mini\n {4}service_tier: flex\n {4}discount:/i);
  });

  it('are for the file that --prices names', async () => {
    const prices = cardFile('');
    const page = await runPrices({ directory: DIRECTORY, unpriced: true, prices, width: 200 });
    expect(page).toContain(`\nThese lines in ${prices} price them, once the figures are in:\n\ndatabases:\n`);
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
