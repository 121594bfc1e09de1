import type { Node } from 'yaml';
import { dayOf } from '../shared/iso-time';
import type { Field, Fields } from './rate-card-fields';
import type { YamlSource } from './yaml-source';

/** A mapping of the file whose keys and values are what its fields allow. */
export class CheckedMapping {
  constructor(
    private readonly source: YamlSource,
    private readonly node: Node,
    /** How its place is called: `models[2]`. */
    readonly path: string,
    private readonly values: ReadonlyMap<string, { readonly at: Node; readonly value: unknown }>,
  ) {}

  get line(): number {
    return this.source.lineOf(this.node);
  }

  /** Of a key; undefined where it is not there. */
  lineOf(key: string): number | undefined {
    const at = this.values.get(key)?.at;
    return at && this.source.lineOf(at);
  }

  get keys(): string[] {
    return [...this.values.keys()];
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  text(key: string): string | undefined {
    return this.values.get(key)?.value as string | undefined;
  }

  number(key: string): number | undefined {
    return this.values.get(key)?.value as number | undefined;
  }

  flag(key: string): boolean | undefined {
    return this.values.get(key)?.value as boolean | undefined;
  }

  mapping(key: string): CheckedMapping | undefined {
    return this.values.get(key)?.value as CheckedMapping | undefined;
  }

  list(key: string): readonly CheckedMapping[] {
    return (this.values.get(key)?.value as readonly CheckedMapping[] | undefined) ?? [];
  }

  /** An error in the line of a key, or of the mapping itself. */
  invalid(problem: string, key?: string): Error {
    const at = key === undefined ? undefined : this.values.get(key)?.at;
    const path = key === undefined ? this.path : pathOf(this.path, key);
    return this.source.invalid(at ?? this.node, `${path === '' ? '' : `${path} `}${problem}`);
  }
}

/** Checks a mapping against its fields; throws on the first thing that is not allowed. */
export function checkedMapping(source: YamlSource, node: Node, fields: Fields, path = ''): CheckedMapping {
  const entries = source.entries(node);
  if (!entries)
    throw source.invalid(node, `${path || 'the file'} must be a mapping, with keys ${oneOf(fields)}.`);
  const values = new Map<string, { readonly at: Node; readonly value: unknown }>();
  for (const { key, value } of entries) {
    const name = source.scalar(key);
    if (typeof name !== 'string')
      throw source.invalid(
        key,
        `${path || 'the file'} has a key that is no text. Allowed here: ${oneOf(fields)}.`,
      );
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field)
      throw source.invalid(key, `${pathOf(path, name)} is not known. Allowed here: ${oneOf(fields)}.`);
    values.set(name, { at: key, value: checked(source, { key, value }, field, pathOf(path, name)) });
  }
  return new CheckedMapping(source, node, path, values);
}

interface Place {
  readonly key: Node;
  readonly value: Node | null;
}

function checked(source: YamlSource, { key, value }: Place, field: Field, path: string): unknown {
  if (field.is === 'mapping') return checkedMapping(source, value ?? key, field.fields, path);
  if (field.is === 'list') {
    const items = source.items(value);
    if (!items) throw source.invalid(value ?? key, `${path} must be a list: each entry begins with "- ".`);
    return items.map((item, index) => checkedMapping(source, item ?? key, field.fields, `${path}[${index}]`));
  }
  const given = source.scalar(value);
  const meant = scalarOf(field, given);
  if (meant !== undefined) return meant;
  throw source.invalid(value ?? key, `${path} must be ${expected(field)}, got ${shown(given)}.`);
}

function shown(given: unknown): string {
  if (given === undefined) return 'a list or a mapping';
  if (given === null) return 'nothing';
  // As JSON, infinity and what is no number would be null.
  return typeof given === 'number' ? `${given}` : JSON.stringify(given);
}

type ScalarField = Exclude<Field, { is: 'mapping' | 'list' }>;

const PERCENTAGE = /^(?<number>\d+(?:\.\d+)?) ?%$/;

/** The value that was meant; undefined where it is none of that field. */
function scalarOf(field: ScalarField, given: unknown): string | number | boolean | undefined {
  switch (field.is) {
    case 'text':
      return typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined;
    case 'currency':
      return typeof given === 'string' && /^[A-Z]{3}$/.test(given) ? given : undefined;
    case 'date':
      return typeof given === 'string' ? dayOf(given) : undefined;
    case 'percentage':
      return typeof given === 'string' ? percentageOf(given) : undefined;
    case 'amount':
      return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : undefined;
    case 'count':
      return Number.isSafeInteger(given) && (given as number) >= 0 ? (given as number) : undefined;
    case 'flag':
      return typeof given === 'boolean' ? given : undefined;
    case 'choice':
      return field.of.find((one) => one === given);
  }
}

function percentageOf(given: string): number | undefined {
  const number = PERCENTAGE.exec(given)?.groups!.number;
  return number === undefined ? undefined : Number(number) / 100;
}

function expected(field: ScalarField): string {
  switch (field.is) {
    case 'text':
      return 'a text';
    case 'currency':
      return 'a currency code of three capital letters, such as USD';
    case 'date':
      return 'a day, such as 2026-01-31';
    case 'percentage':
      return 'a percentage, such as 12%';
    case 'amount':
      return 'an amount, a number from 0 up';
    case 'count':
      return 'a whole number from 0 up';
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${field.of.join(', ')}`;
  }
}

const pathOf = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const oneOf = (fields: Fields): string => Object.keys(fields).join(', ');
