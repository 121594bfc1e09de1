import { show } from '../shared/texts';
import type { Redact } from '../shared/recording-settings';
import { HOST_PATTERNS, malformedPattern } from '../processor/allowed-hosts';
import type { TrustIncoming } from '../processor/botanu-propagator';
import type { Diagnostics, LedgerOptions, SpoolOptions } from './botanu-options';
import { parseKeyValueList } from './key-value-list';
import { parseHttpUrl, tracesUrl, withoutSecrets } from './otlp-address';
import type { Setting } from './setting';

/** What an option may be. */
export interface OptionRule<T> {
  /** Completes "must be …". */
  readonly expected: string;
  readonly example: string;
  /** The value, or undefined if it cannot be used. */
  readonly read: (setting: Setting) => T | undefined;
  /** The value as it may stand in a message. */
  readonly shown: (value: unknown) => string;
  /** Of an option with fields, the rules of those. */
  readonly fields?: Readonly<Record<string, OptionRule<unknown>>>;
}

/** What a message is about: the field that cannot be used, where an option has fields, else the option. */
export function culprit(
  name: string,
  rule: OptionRule<unknown>,
  setting: Setting,
): readonly [name: string, rule: OptionRule<unknown>, value: unknown] {
  const fields = isRecord(setting.value) ? setting.value : {};
  for (const [field, fieldRule] of Object.entries(rule.fields ?? {})) {
    const value = fields[field];
    if (isGiven(value) && fieldRule.read({ ...setting, value }) === undefined) {
      return [`${name}.${field}`, fieldRule, value];
    }
  }
  return [name, rule, setting.value];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function rule<T>(
  expected: string,
  example: string,
  read: OptionRule<T>['read'],
  shown: OptionRule<T>['shown'] = show,
): OptionRule<T> {
  return { expected, example, read, shown };
}

const text = (example: string): OptionRule<string> =>
  rule('text that is not empty', `'${example}'`, ({ value }) =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined,
  );

const wholeNumber = (from: number, example: number): OptionRule<number> =>
  rule(`a whole number from ${from} up`, `${example}`, ({ value, isText }) => {
    const number = isText && typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    return Number.isSafeInteger(number) && (number as number) >= from ? (number as number) : undefined;
  });

const FLAGS: Readonly<Record<string, boolean>> = {
  ...{ true: true, on: true, yes: true, 1: true },
  ...{ false: false, off: false, no: false, 0: false },
};

const asFlag = (value: unknown): boolean | undefined =>
  typeof value === 'string' && Object.hasOwn(FLAGS, value.toLowerCase())
    ? FLAGS[value.toLowerCase()]
    : undefined;

const flag: OptionRule<boolean> = rule('true or false', 'true', ({ value, isText }) => {
  if (typeof value === 'boolean') return value;
  return isText ? asFlag(value) : undefined;
});

const oneOf = <T extends string>(...choices: readonly T[]): OptionRule<T> =>
  rule(
    `one of ${choices.map((choice) => `'${choice}'`).join(', ')}`,
    `'${choices[0]}'`,
    ({ value, isText }) => {
      const choice = isText ? String(value).toLowerCase() : value;
      return choices.find((each) => each === choice);
    },
  );

/** False: no endpoint, whatever a weaker source says. */
const endpoint: OptionRule<string | false> = rule(
  'an http or https address',
  "'http://localhost:4318'",
  ({ value, isExact }) => {
    if (value === false) return false;
    if (typeof value !== 'string' || parseHttpUrl(value) === undefined) return undefined;
    return isExact ? value : tracesUrl(value);
  },
  (value) => (typeof value === 'string' ? show(withoutSecrets(value)) : show(value)),
);

const isTextRecord = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((each) => typeof each === 'string');

const headers: OptionRule<Readonly<Record<string, string>>> = rule(
  'header names with text values',
  "{ 'x-api-key': '...' }, or x-api-key=... in a variable",
  ({ value, isText }) => {
    const given = isText && typeof value === 'string' ? parseKeyValueList(value) : value;
    return isTextRecord(given) ? given : undefined;
  },
  (value) => {
    if (typeof value === 'string') return 'text of another form (not shown: it may be secret)';
    if (!isRecord(value)) return show(value);
    const names = Object.keys(value).filter((name) => typeof value[name] !== 'string');
    return `no text for ${names.map(show).join(', ')}`;
  },
);

const ledgerFields = {
  directory: text('.botanu'),
  maxBytes: wholeNumber(1, 1_073_741_824),
  maxFileBytes: wholeNumber(1, 67_108_864),
} satisfies { [Name in keyof LedgerOptions]-?: OptionRule<unknown> };

const spoolFields = {
  directory: text('.botanu/spool'),
  maxBytes: wholeNumber(1, 268_435_456),
} satisfies { [Name in keyof SpoolOptions]-?: OptionRule<unknown> };

export const LEDGER_FIELDS = Object.keys(ledgerFields) as readonly (keyof LedgerOptions)[];

export const SPOOL_FIELDS = Object.keys(spoolFields) as readonly (keyof SpoolOptions)[];

/** A directory with what else is to be said of it, or a switch for its default. */
function directory<T extends object>(
  fields: { readonly [Name in keyof T]-?: OptionRule<unknown> },
  expected: string,
  example: string,
): OptionRule<T | boolean> {
  const read = (setting: Setting): T | boolean | undefined => {
    const { value, isText } = setting;
    const switched = isText ? (asFlag(value) ?? value) : value;
    if (typeof switched === 'boolean') return switched;
    if (isText && typeof value === 'string') return { directory: value } as T & { directory: string };
    return isRecord(value) ? readFields(fields, value, setting) : undefined;
  };
  return { ...rule(expected, example, read), fields };
}

function readFields<T extends object>(
  fields: { readonly [Name in keyof T]-?: OptionRule<unknown> },
  given: Readonly<Record<string, unknown>>,
  setting: Setting,
): T | undefined {
  const read: Record<string, unknown> = {};
  for (const [name, field] of Object.entries<OptionRule<unknown>>(fields)) {
    if (!isGiven(given[name])) continue;
    const value = field.read({ ...setting, value: given[name] });
    if (value === undefined) return undefined;
    read[name] = value;
  }
  return read as T;
}

const ledger = directory<LedgerOptions>(
  ledgerFields,
  'true, false, or a directory with an optional maxBytes and maxFileBytes (whole numbers from 1 up)',
  "{ directory: '.botanu' }, or a directory in a variable",
);

const spool = directory<SpoolOptions>(
  spoolFields,
  'true, false, or a directory with an optional maxBytes (a whole number from 1 up)',
  "{ directory: '.botanu/spool' }, or a directory in a variable",
);

const asList = ({ value, isText }: Setting): readonly string[] | undefined => {
  const given: unknown = isText && typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(given) || !given.every((each) => typeof each === 'string')) return undefined;
  return given.map((each) => each.trim()).filter((each) => each !== '');
};

/** Nothing between two commas of a text is nothing; in a list it is a mistake. */
function patternsOf(value: unknown, isText: boolean): readonly string[] | undefined {
  const given: unknown = isText && typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(given) || !given.every((each) => typeof each === 'string')) return undefined;
  const patterns = given.map((each) => each.trim());
  return given === value ? patterns : patterns.filter((each) => each !== '');
}

const patterns: OptionRule<readonly string[]> = rule(
  HOST_PATTERNS.expected,
  `${HOST_PATTERNS.example}, or separated by commas in a variable`,
  ({ value, isText }) => {
    const given = patternsOf(value, isText);
    return given && malformedPattern(given) === undefined ? given : undefined;
  },
  (value) => show(malformedPattern(patternsOf(value, true) ?? []) ?? value),
);

const trust: OptionRule<TrustIncoming> = rule(
  'true, false, or a function of the headers',
  'false',
  (setting) => (typeof setting.value === 'function' ? (setting.value as TrustIncoming) : flag.read(setting)),
);

const instrumentations: OptionRule<boolean | readonly string[]> = rule(
  'true, false, or a list of names',
  "['http', 'pg'], or separated by commas in a variable",
  (setting) => flag.read(setting) ?? asList(setting),
);

const redact: OptionRule<Redact> = rule(
  'a function of key and value',
  "(key, value) => key === 'botanu.customer_id' ? undefined : value",
  ({ value }) => (typeof value === 'function' ? (value as Redact) : undefined),
);

export const OPTION_RULES = {
  serviceName: text('support-agent'),
  serviceVersion: text('1.0.0'),
  serviceNamespace: text('shop'),
  environment: text('production'),
  otlpEndpoint: endpoint,
  otlpHeaders: headers,
  ledger,
  spool,
  autoDetectResources: flag,
  maxExportBatchSize: wholeNumber(1, 512),
  maxQueueSize: wholeNumber(1, 65_536),
  scheduleDelayMillis: wholeNumber(0, 5_000),
  exportTimeoutMillis: wholeNumber(1, 30_000),
  maxOperationSeconds: wholeNumber(1, 600),
  propagationMode: oneOf('lean', 'full'),
  propagateTo: patterns,
  trustIncoming: trust,
  autoInstrument: instrumentations,
  metrics: flag,
  semconv: oneOf('compat', 'latest'),
  redact,
  diagnostics: oneOf<Diagnostics>('none', 'error', 'warn', 'info', 'debug'),
};
