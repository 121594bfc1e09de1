import { own, type TreeSpan } from '../support/call-trees';
import { type CountedCall, countedAtOnce } from '../support/counted-calls';

const HUNDRED = { input: 100, output: 10 };

const COLUMNS =
  ', provider, request_model, response_model, run_id, error_type, cache_read_tokens AS cached, ' +
  'reported_cost_usd AS cost';
const counted = countedAtOnce(COLUMNS);

describe('of several tellings', () => {
  const CACHED = 'gen_ai.usage.cache_read.input_tokens';
  const RESPONSE_MODEL = { 'gen_ai.response.model': 'gpt-4o-2024' };
  const by = (scope: string, answered: string, cached: number, ...below: TreeSpan[]): TreeSpan => ({
    scope,
    ...HUNDRED,
    more: { 'gen_ai.response.model': answered, [CACHED]: cached },
    below,
  });

  const detailed = (input: number): TreeSpan =>
    own({ ...HUNDRED, below: [{ input, output: 10, more: { [CACHED]: 64 } }] });

  it.each(
    counted<[string, TreeSpan, Partial<CountedCall>[]]>(
      [
        [
          "botanu's wins, and the other fills in what it lacks",
          own({
            provider: 'azure.ai.openai',
            model: 'our-deployment',
            input: 1100,
            output: 10,
            below: [
              {
                model: 'gpt-4o',
                input: 1000,
                output: 99,
                more: { ...RESPONSE_MODEL, 'gen_ai.usage.cost': 0.5 },
              },
            ],
          }),
          [
            {
              input: 1100,
              output: 10,
              provider: 'azure.ai.openai',
              request_model: 'our-deployment',
              response_model: 'gpt-4o-2024',
              cost: 0.5,
            },
          ],
        ],
        [
          'the names are those of the decorator where only the client has usage',
          own({ model: 'our-name', below: [{ ...HUNDRED, more: RESPONSE_MODEL }] }),
          [{ request_model: 'our-name', response_model: 'gpt-4o-2024' }],
        ],
        [
          'the names are those of the decorator where its call needed an embedding, too',
          own({ model: 'our-name', below: [HUNDRED, { operation: 'embeddings', model: 'e', input: 5 }] }),
          [{ input: 5 }, { ...HUNDRED, request_model: 'our-name' }],
        ],
        [
          'what neither the call nor a decorator tells of is by the one nearer to the call',
          by('framework', 'far', 10, by('gateway', 'near', 20, HUNDRED)),
          [{ ...HUNDRED, response_model: 'near', cached: 20 }],
        ],
        [
          'a wrapper that failed after its call does not make that fail',
          own({ ...HUNDRED, failed: true, below: [HUNDRED] }),
          [{ ...HUNDRED, error_type: null }],
        ],
        [
          'a run that only one of them knows is the run of the call',
          own({ ...HUNDRED, below: [{ ...HUNDRED, more: { 'botanu.run_id': '' } }] }),
          [{ run_id: 'run' }],
        ],
        ['a detail is taken where its total is the same', detailed(100), [{ ...HUNDRED, cached: 64 }]],
        ['a detail of another total is not', detailed(36), [{ ...HUNDRED, cached: null }]],
      ],
      ([, root]) => [root],
    ),
  )('%s', (_, _root, told, calls) => {
    expect(calls()).toMatchObject(told);
  });
});
