import type { CallNames } from '../../src/pricing/model-schedule';
import type { OperationNames } from '../../src/pricing/operation-schedule';
import { priceBook } from '../../src/pricing/price-book';
import { rateCardOf } from '../../src/pricing/read-rate-card';
import { renderUnusedRules } from '../../src/report/render-unused-rules';
import { unusedRules } from '../../src/report/unused-rules';

const call = (names: Partial<CallNames>): CallNames => ({
  provider: 'openai',
  requestModel: 'gpt-4o',
  responseModel: null,
  serviceTier: null,
  ...names,
});

const operation = (names: Pick<OperationNames, 'kind'> & Partial<OperationNames>): OperationNames => ({
  system: '',
  vendor: '',
  operation: '',
  target: '',
  ...names,
});

const CALLS = [
  call({}),
  call({ serviceTier: 'batch' }),
  call({ provider: 'azure.chat', requestModel: 'my-gpt', responseModel: 'gpt-4o-2024-08-06' }),
];
const OPERATIONS = [
  operation({ kind: 'storage', system: 's3', operation: 'GetObject', target: 'invoices' }),
  operation({ kind: 'messaging', system: 'aws_sqs', vendor: 'sqs', operation: 'publish' }),
  operation({ kind: 'tool', target: 'search' }),
];

const cardOf = (text: string) => rateCardOf(text, 'my.prices.yaml');
const unusedOf = (text: string) => unusedRules(CALLS, OPERATIONS, priceBook(cardOf(text)));

describe('a rule is for something in the ledger', () => {
  it.each([
    ['of a provider', 'models: [{ provider: openai, discount: 5% }]'],
    ['of a deployment', 'models: [{ provider: azure, model: my-gpt, per_request: 1 }]'],
    ['of the model that answered', 'models: [{ model: gpt-4o-2024-08-06, discount: 5% }]'],
    ["of the public table's name", 'models: [{ provider: azure, model: gpt-4o, discount: 5% }]'],
    ['of a tier', 'models: [{ service_tier: batch, discount: 50% }]'],
    ['of another time', 'models: [{ provider: openai, valid_until: 2020-12-31, discount: 5% }]'],
    ['of an operation by its other name', 'storage: [{ system: s3, operation: GET, per_operation: 1 }]'],
    ['of a system by its other name', 'messaging: [{ system: sqs, per_message: 1 }]'],
    ['of a tool', 'tools: [{ name: search, per_call: 1 }]'],
    ['that another one beats', 'tools: [{ per_call: 1 }, { name: search, per_call: 2 }]'],
  ])('%s', async (_, card) => {
    expect(await unusedOf(card)).toEqual([]);
  });
});

describe('a rule is for nothing in it', () => {
  it.each([
    ['of another provider', 'models: [{ provider: groq, discount: 5% }]'],
    ['of another model', 'models: [{ provider: openai, model: o3, discount: 5% }]'],
    ['of another tier', 'models: [{ provider: openai, service_tier: flex, discount: 5% }]'],
    ['of another operation', 'storage: [{ system: s3, operation: PUT, per_operation: 1 }]'],
    ['of another kind', 'databases: [{ system: s3, per_query: 1 }]'],
  ])('%s', async (_, card) => {
    expect(await unusedOf(card)).toMatchObject([{ file: 'my.prices.yaml', line: 1, hint: null }]);
  });
});

it('where there is no rate card, none is unused', async () => {
  expect(await unusedRules(CALLS, OPERATIONS, priceBook(null))).toEqual([]);
});

describe('the note', () => {
  const noteOf = async (text: string, width = 120) =>
    renderUnusedRules(await unusedOf(text), cardOf(text), width);

  it('is none where every rule is for something', async () => {
    expect(await noteOf('models: [{ provider: openai, discount: 5% }]')).toBe('');
  });

  it('names the line of one', async () => {
    expect(await noteOf('\nmodels:\n  - { provider: groq, discount: 5% }\n')).toBe(
      'A rule of my.prices.yaml is for nothing in this ledger: line 3.',
    );
  });

  it('names the lines of several in their order, and what may be mistyped', async () => {
    const card = [
      'tools:',
      '  - { name: serch, per_call: 1 }',
      'models:',
      '  - { provider: openia, discount: 12% }',
      '  - { provider: openai, discount: 5% }',
      '  - { provider: openai, service_tier: batchh, discount: 50% }',
    ].join('\n');
    expect((await noteOf(card)).split('\n')).toEqual([
      'Rules of my.prices.yaml that are for nothing in this ledger: lines 2, 4 and 6.',
      '',
      'line 4  the public table has no provider openia. Did you mean openai?',
      'line 6  no service tier batchh is known. Did you mean batch?',
    ]);
    for (const line of (await noteOf(card, 40)).split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('tells rules in one line apart', async () => {
    const card = 'models: [{ provider: openai, discount: 5% }, { provider: groq, discount: 5% }]';
    expect(await noteOf(card)).toContain('is for nothing in this ledger: line 1 (models[1]).');
  });
});
