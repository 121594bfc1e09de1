import * as botanu from 'botanu';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { botanuLayer, otelLayer } from '../../src/bootstrap/environment-layers';
import { LEDGER_FIELDS, OPTION_RULES } from '../../src/bootstrap/option-rules';
import { resolveConfig } from '../../src/bootstrap/resolve-config';
import type { OptionName } from '../../src/bootstrap/setting';
import { Metric } from '../../src/semconv/metrics';
import { ROOT, textOf } from './snippets';
import { quoted, type Row, tableRows } from './tables';

const decorators = textOf('docs/api/decorators.md');
const tracking = textOf('docs/api/tracking.md');
const configuration = textOf('docs/api/configuration.md');

const options = tableRows(configuration, 'option').filter(([name]) => !name!.startsWith('`-'));
const nameOf = (row: Row): OptionName => quoted(row[0]!)[0] as OptionName;

it.each(Object.keys(botanu))('the API pages tell what %s is', (name) => {
  expect(decorators + tracking + configuration).toMatch(new RegExp(`\`@?${name}\\b`));
});

it('every metric is listed, and no other', () => {
  const listed = tableRows(tracking, 'name').map(([name]) => quoted(name!)[0]);
  expect(listed.sort()).toEqual(
    Object.values(Metric)
      .map(({ name }) => name)
      .sort(),
  );
});

describe('the table of options', () => {
  it('has every option, and no other', () => {
    expect(options.map(nameOf)).toEqual(Object.keys(OPTION_RULES));
  });

  it('has every field of the ledger, and no other', () => {
    expect(tableRows(configuration, 'field of `ledger`').map(([name]) => quoted(name!)[0])).toEqual(
      LEDGER_FIELDS,
    );
  });

  const { config } = resolveConfig({}, {}, '/nowhere');
  const defaultOf = (row: Row): unknown => {
    if (row[2] === 'none') return undefined;
    return JSON.parse(quoted(row[2]!)[0]!.replaceAll("'", '"'));
  };
  const inWords: readonly OptionName[] = ['ledger', 'spool', 'otlpHeaders'];
  it.each(options.filter((row) => !inWords.includes(nameOf(row))))('%s has its default', (...row) => {
    expect(config[nameOf(row)]).toEqual(defaultOf(row));
  });

  const variables = options.flatMap((row) =>
    quoted(row[1]!).map((variable) => [nameOf(row), variable] as const),
  );
  it.each(variables)('%s is set by %s', (option, variable) => {
    const env = { [variable]: SAMPLES[variable] ?? '1' };
    expect(botanuLayer(env)[option] ?? otelLayer(env)[option]).toMatchObject({ source: variable });
  });
});

/** Values of variables that say one thing among others. */
const SAMPLES: Readonly<Record<string, string>> = {
  OTEL_RESOURCE_ATTRIBUTES:
    'service.name=a,service.version=1,service.namespace=b,deployment.environment.name=staging',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental',
};

it('every variable that is read is listed, and no other', () => {
  const sources = ['bootstrap', 'processor', 'shared'].flatMap((folder) =>
    readdirSync(join(ROOT, 'src', folder)).map((file) => textOf(`src/${folder}/${file}`)),
  );
  const read = sources.flatMap((text) => text.match(/(?<=['.])(BOTANU|OTEL)_[A-Z_]+\b/g) ?? []);
  const rows = [
    ...options.map((row) => row[1]!),
    ...tableRows(configuration, 'variable').map(([name]) => name!),
  ];
  expect([...new Set(rows.flatMap(quoted))].sort()).toEqual([...new Set(read)].sort());
});
