import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readUsage } from 'botanu';
import { PROVIDERS } from '../../src/semconv/providers';
import { STREAM_READERS } from '../../src/usage/read-stream';
import { READERS } from '../../src/usage/read-usage';
import type { StreamReader, UsageReader } from '../../src/usage/usage-reader';
import { allSamples } from '../usage/samples/all';
import { bytes, type Sample } from '../usage/samples/sample';
import { ROOT, textOf } from './snippets';
import { quoted, type Row, tableRows } from './tables';

const guide = textOf('docs/tracking/llm-tracking.md');
const answers = tableRows(guide, 'answers of');
/** The files of `src/usage` that a row names. */
const filesOf = (row: Row): string[] => quoted(row.at(-1)!);

const USAGE = join(ROOT, 'src/usage');
const fileOfReader = new Map<unknown, string>(
  readdirSync(USAGE).flatMap((file) =>
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- every file that there is
    Object.values(require(join(USAGE, file)) as object).map(
      (value) => [value, basename(file, '.ts')] as const,
    ),
  ),
);
const fileOf = (reader: UsageReader | StreamReader): string => fileOfReader.get(reader)!;

it('the table of what is read names every reader once, those of streams too, and no other', () => {
  const named = answers.flatMap(filesOf);
  expect(named.sort()).toEqual([...new Set([...READERS, ...STREAM_READERS].map(fileOf))].sort());
});

/** With another number wherever this one stands. */
function replaced(value: unknown, from: number, to: number): unknown {
  if (value === from) return to;
  if (value instanceof Uint8Array)
    return bytes(replaced(JSON.parse(new TextDecoder().decode(value)) as object, from, to));
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => replaced(each, from, to));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, from, to)]));
}

/** Whether one more token from the cache, or into it, is one more in the input count that is read. */
function isAdded({ response, read }: Sample): boolean | undefined {
  const { cacheReadTokens, cachedTokens, cacheWriteTokens, inputTokens } = read.usage;
  const cached = [cacheReadTokens, cachedTokens, cacheWriteTokens].find(
    (count) => count !== undefined && count > 0,
  );
  if (cached === undefined) return undefined;
  const more = readUsage(replaced(response, cached, cached + 1))?.usage.inputTokens;
  return more !== undefined && more !== inputTokens;
}

const CELLS: Readonly<Record<string, string>> = {
  '': 'none told',
  false: 'included',
  true: 'added',
  'false,true': 'included, or added',
};

it.each(answers.map((row) => [row[0]!, row] as const))('%s: whether cached tokens are added', (_, row) => {
  const files = filesOf(row);
  const ways = allSamples
    .filter(([, { response }]) => {
      const reader = READERS.find((one) => one.recognises(response as Readonly<Record<string, unknown>>));
      return reader !== undefined && files.includes(fileOf(reader));
    })
    .map(([, sample]) => isAdded(sample))
    .filter((way) => way !== undefined);
  expect(row[2]).toBe(CELLS[[...new Set(ways)].sort().join()]);
});

it('the table of names has every spelling of a provider that is understood', () => {
  const spellings = new Map<string, string[]>();
  for (const [spelling, { provider, vendor }] of PROVIDERS) {
    const key = `| \`${provider}\` | \`${vendor}\` |`;
    spellings.set(key, [...(spellings.get(key) ?? []), `\`${spelling}\``]);
  }
  const rows = [...spellings].map(([names, these]) => `${names} ${these.join(', ')} |`);
  expect(guide).toContain(['| --- | --- | --- |', ...rows].join('\n'));
});
