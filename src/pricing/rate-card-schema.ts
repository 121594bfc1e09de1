import type { Field, Fields, Form } from './rate-card-fields';
import { RATE_CARD_FIELDS } from './rate-card-fields';

/** The rate card's JSON schema, by which an editor completes keys and marks mistakes. */
export const rateCardSchema = (): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'botanu.prices.yaml',
  description: 'Prices of your own for the ledger of botanu.',
  ...objectOf(RATE_CARD_FIELDS),
});

const objectOf = (fields: Fields): object => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, { description: field.about, ...typeOf(field) }]),
  ),
});

function typeOf(field: Field): object {
  switch (field.is) {
    case 'text':
      return { type: 'string', minLength: 1 };
    case 'currency':
      return { type: 'string', pattern: '^[A-Z]{3}$' };
    case 'date':
      return { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
    case 'percentage':
      return { type: 'string', pattern: '^\\d+(\\.\\d+)? ?%$' };
    case 'amount':
      return { type: 'number', minimum: 0 };
    case 'count':
      return { type: 'integer', minimum: 0 };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { enum: field.of };
    case 'mapping':
      return { ...objectOf(field.fields), ...(field.isNeverEmpty && { minProperties: 1 }) };
    case 'list':
      return {
        type: 'array',
        ...(field.isNeverEmpty && { minItems: 1 }),
        items: { ...objectOf(field.fields), ...(field.forms && oneOf(field.forms)) },
      };
  }
}

const oneOf = (forms: readonly Form[]): object =>
  forms.length === 1 ? formOf(forms[0]!) : { oneOf: forms.map(formOf) };

const formOf = ({ all, some, none }: Form): object => ({
  ...(all && { required: all }),
  ...(some && { not: noneOf(some) }),
  ...(none && noneOf(none)),
});

const noneOf = (keys: readonly string[]): object => ({ propertyNames: { not: { enum: keys } } });
