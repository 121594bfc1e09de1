import { TOKEN_KIND_NAMES } from './price-kind';
import type { TokenKind } from './price-kind';
import { UNIT_PRICES, unitPrice, unitText } from './unit-prices';

/** What may stand at a key of the rate card. Its reader and its JSON schema are both made from this. */
export type Field = { readonly about: string } & (
  | { readonly is: 'text' | 'currency' | 'date' | 'percentage' | 'amount' | 'count' | 'flag' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'mapping'; readonly fields: Fields; readonly isNeverEmpty?: boolean }
  | {
      readonly is: 'list';
      readonly fields: Fields;
      readonly isNeverEmpty?: boolean;
      /** Of each entry, exactly one holds. */
      readonly forms?: readonly Form[];
    }
);
export type Fields = Readonly<Record<string, Field>>;

/** What an entry has to have, for the JSON schema: the reader has better words for it. */
export interface Form {
  readonly all?: readonly string[];
  readonly some?: readonly string[];
  readonly none?: readonly string[];
}

const TOKENS_ABOUT: Readonly<Record<TokenKind, string>> = {
  input:
    'Input tokens; without prices of their own, those from and to the cache, of audio and of images too.',
  cache_read: 'Input tokens read from the cache.',
  cache_write: 'Input tokens written to the cache; for an hour too, where that has no price of its own.',
  cache_write_1h: 'Input tokens written to the cache for an hour.',
  input_audio: 'Input tokens of audio.',
  input_image: 'Input tokens of images. Calls that do not say how many they are have no price then.',
  cache_read_audio: 'Input tokens of audio that were read from the cache.',
  cache_read_image: 'Input tokens of images that were read from the cache.',
  output: 'Output tokens; without prices of their own, those of reasoning, audio and images too.',
  reasoning: 'Output tokens of reasoning.',
  output_audio: 'Output tokens of audio.',
  output_image: 'Output tokens of images.',
};

const PER_MILLION_TOKENS: Field = {
  is: 'mapping',
  isNeverEmpty: true,
  about:
    'Prices of a million tokens. What has none of its own is charged as the input or output that it is part of.',
  fields: Object.fromEntries(
    TOKEN_KIND_NAMES.map((kind): [string, Field] => [kind, { is: 'amount', about: TOKENS_ABOUT[kind] }]),
  ),
};

const VALIDITY: Fields = {
  valid_from: { is: 'date', about: 'First day (UTC) that the rule holds, as 2026-01-31.' },
  valid_until: { is: 'date', about: 'Last day (UTC) that the rule holds, as 2026-12-31: the whole day.' },
};

const unitFields = (section: keyof typeof UNIT_PRICES): Fields =>
  Object.fromEntries(
    Object.keys(UNIT_PRICES[section]).map((key): [string, Field] => [
      key,
      { is: 'amount', about: `Price ${unitText(key)}.` },
    ]),
  );

const operations = (
  section: Exclude<keyof typeof UNIT_PRICES, 'models'>,
  about: Readonly<Record<'section' | 'system' | 'name', string>> & { readonly operation?: string },
): Field => ({
  is: 'list',
  about: about.section,
  forms: [{ some: Object.keys(UNIT_PRICES[section]) }],
  fields: {
    system: { is: 'text', about: about.system },
    ...(about.operation === undefined ? {} : { operation: { is: 'text', about: about.operation } as const }),
    name: { is: 'text', about: about.name },
    ...VALIDITY,
    ...unitFields(section),
    when_failed: {
      is: 'choice',
      of: ['charged', 'free'],
      about:
        'Whether an operation that failed is charged for having been tried. Without it, such an operation has no ' +
        'price. What its span says of bytes, rows and items is charged in any case.',
    },
  },
});

const OWN_PRICES = ['per_million_tokens', 'tiers', ...Object.keys(UNIT_PRICES.models)];
const PER_REQUEST = Object.keys(UNIT_PRICES.models).filter(
  (key) => unitPrice('models', key)?.kind === 'request',
);

/** The rate card from its top. */
export const RATE_CARD_FIELDS: Fields = {
  currency: { is: 'currency', about: 'Of every amount of the ledger, as an ISO 4217 code. USD without it.' },
  public_prices: {
    is: 'flag',
    about: 'Whether models that no rule is for have the public list price (USD). True without it.',
  },
  reported_costs: {
    is: 'flag',
    about: 'Whether a cost that the provider itself reported (USD) beats every price. True without it.',
  },
  models: {
    is: 'list',
    about:
      'Prices of model calls. The rule with the most specific model wins, then provider, then service tier.',
    forms: [
      { all: ['discount'], none: ['surcharge', ...OWN_PRICES] },
      { all: ['surcharge'], none: ['discount', ...OWN_PRICES] },
      { some: ['per_million_tokens', ...PER_REQUEST], none: ['discount', 'surcharge'] },
    ],
    fields: {
      provider: {
        is: 'text',
        about:
          'By whom it is sold, in any spelling that spans have; of a span that names none, the maker of its model. ' +
          '* stands for any characters.',
      },
      model: {
        is: 'text',
        about: 'Model, as on the span or in the public table; * stands for any characters.',
      },
      service_tier: {
        is: 'text',
        about:
          'Tier that the call was served at, such as flex, batch, priority. Without it, those at the list price.',
      },
      ...VALIDITY,
      discount: { is: 'percentage', about: 'Off all public prices of the model, such as 12%.' },
      surcharge: { is: 'percentage', about: 'Added to all public prices of the model, such as 80%.' },
      per_million_tokens: PER_MILLION_TOKENS,
      tiers: {
        is: 'list',
        isNeverEmpty: true,
        forms: [{ all: ['above_input_tokens', 'per_million_tokens'] }],
        about: 'Prices of calls with more input. The highest tier that is reached prices the whole call.',
        fields: {
          above_input_tokens: {
            is: 'count',
            about: 'The tier is for calls with more input tokens than this.',
          },
          per_million_tokens: PER_MILLION_TOKENS,
        },
      },
      ...unitFields('models'),
    },
  },
  databases: operations('databases', {
    section: 'Prices of database operations.',
    system: 'Database system, such as postgresql, bigquery; * stands for any characters.',
    operation: 'Operation, such as SELECT; * stands for any characters.',
    name: 'Table or collection; * stands for any characters.',
  }),
  storage: operations('storage', {
    section: 'Prices of object-storage operations.',
    system: 'Storage system, such as s3, gcs; * stands for any characters.',
    operation: 'Operation, such as GET, PUT; * stands for any characters.',
    name: 'Bucket; * stands for any characters.',
  }),
  messaging: operations('messaging', {
    section: 'Prices of messages. An operation that says no number is of one message.',
    system: 'Messaging system, such as sqs, kafka; * stands for any characters.',
    operation: 'Operation, such as publish, process; * stands for any characters.',
    name: 'Queue or topic; * stands for any characters.',
  }),
  tools: operations('tools', {
    section: 'Prices of tool calls.',
    system: 'Whom the tool is bought from (its vendor); * stands for any characters.',
    name: 'Name of the tool; * stands for any characters.',
  }),
};
