import { rateCardSchema } from '../../src/pricing/rate-card-schema';

interface Section {
  readonly items: {
    readonly properties: Readonly<
      Record<string, { readonly minItems?: number; readonly minProperties?: number; readonly items?: object }>
    >;
    readonly oneOf?: readonly object[];
    readonly not?: object;
  };
}

const { properties } = rateCardSchema() as { properties: Readonly<Record<string, Section>> };

const noneOf = (...keys: string[]) => ({ propertyNames: { not: { enum: keys } } });

describe('the JSON schema of the rate card', () => {
  it.each(['databases', 'storage', 'messaging', 'tools'])('wants a price of each rule of %s', (section) => {
    const { items } = properties[section]!;
    const prices = Object.keys(items.properties).filter((key) => key.startsWith('per_'));
    expect(items.not).toEqual(noneOf(...prices));
  });

  it('wants either a share of the public price, or prices that price a call', () => {
    const own = Object.keys(properties.models!.items.properties).filter(
      (key) => key.startsWith('per_') || key === 'tiers',
    );
    const calls = own.filter((key) => key !== 'tiers' && !key.includes('web_search'));
    expect(properties.models!.items.oneOf).toEqual([
      {
        required: ['discount'],
        ...noneOf(
          'surcharge',
          'per_million_tokens',
          'tiers',
          ...own.filter((key) => !['tiers', 'per_million_tokens'].includes(key)),
        ),
      },
      {
        required: ['surcharge'],
        ...noneOf(
          'discount',
          'per_million_tokens',
          'tiers',
          ...own.filter((key) => !['tiers', 'per_million_tokens'].includes(key)),
        ),
      },
      { not: noneOf(...calls), ...noneOf('discount', 'surcharge') },
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
