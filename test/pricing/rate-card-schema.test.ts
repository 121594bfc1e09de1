import { rateCardSchema } from '../../src/pricing/rate-card-schema';

/** That an entry has none of these keys. */
interface NoneOf {
  readonly propertyNames: { readonly not: { readonly enum: readonly string[] } };
}

interface Section {
  readonly items: {
    readonly properties: Readonly<
      Record<string, { readonly minItems?: number; readonly minProperties?: number; readonly items?: object }>
    >;
    readonly oneOf?: readonly (Partial<NoneOf> & { readonly required?: string[]; readonly not?: NoneOf })[];
    readonly not?: NoneOf;
  };
}

const { properties } = rateCardSchema() as { properties: Readonly<Record<string, Section>> };

const keysOf = (one: Partial<NoneOf> | undefined) => [...(one?.propertyNames?.not.enum ?? [])].sort();

const counted = (one: string, many: string) => [`per_${one}`, `per_1k_${many}`, `per_million_${many}`];
const bytes = (done: string) =>
  ['byte', 'mb', 'gb', 'tb', 'mib', 'gib', 'tib'].map((size) => `per_${size}_${done}`);

const PER_REQUEST = ['per_request', 'per_1k_requests', 'per_million_requests'];
const PER_WEB_SEARCH = ['per_web_search', 'per_1k_web_searches', 'per_million_web_searches'];
const OWN_PRICES = ['per_million_tokens', 'tiers', ...PER_REQUEST, ...PER_WEB_SEARCH];

describe('the JSON schema of the rate card', () => {
  it.each<[string, string[]]>([
    [
      'databases',
      [
        ...counted('query', 'queries'),
        ...counted('row', 'rows'),
        ...bytes('scanned'),
        ...bytes('read'),
        ...bytes('written'),
      ],
    ],
    ['storage', [...counted('operation', 'operations'), ...bytes('read'), ...bytes('written')]],
    ['messaging', [...counted('message', 'messages'), ...bytes('transferred')]],
    ['tools', [...counted('call', 'calls'), ...counted('item', 'items')]],
  ])('wants a price of each rule of %s', (section, prices) => {
    const { items } = properties[section]!;
    const known = Object.keys(items.properties).filter((key) => key.startsWith('per_'));
    expect(known.sort()).toEqual([...prices].sort());
    expect(keysOf(items.not)).toEqual([...prices].sort());
  });

  it('wants either a share of the public price, or prices that price a call', () => {
    const { properties: known, oneOf } = properties.models!.items;
    expect(Object.keys(known)).toEqual(expect.arrayContaining(OWN_PRICES));
    expect(oneOf!.map(({ required }) => required)).toEqual([['discount'], ['surcharge'], undefined]);
    expect(oneOf!.map(keysOf)).toEqual([
      ['surcharge', ...OWN_PRICES].sort(),
      ['discount', ...OWN_PRICES].sort(),
      ['discount', 'surcharge'],
    ]);
    expect(oneOf!.map(({ not }) => keysOf(not))).toEqual([
      [],
      [],
      // Neither tiers nor web searches price a call by themselves.
      ['per_million_tokens', ...PER_REQUEST].sort(),
    ]);
  });

  it('wants tiers that say for what they are, and prices that are not empty', () => {
    const { tiers, per_million_tokens: tokens } = properties.models!.items.properties;
    expect(tiers).toMatchObject({
      minItems: 1,
      items: { required: ['above_input_tokens', 'per_million_tokens'] },
    });
    expect(tokens?.minProperties).toBe(1);
  });

  it('has no operation for tools, whose only one is being called', () => {
    expect(Object.keys(properties.tools!.items.properties)).not.toContain('operation');
  });
});
