import * as attributes from '../../src/semconv/attributes';
import { textOf } from './snippets';
import { quoted, tableRows } from './tables';

const { BotanuAttribute, GenAiAttribute, CommonAttribute } = attributes;

/** Read, not written; on the resource; or on metrics alone. */
const ELSEWHERE = new Set<string>([
  ...Object.values(attributes.HttpAttribute),
  CommonAttribute.SERVER_ADDRESS,
  CommonAttribute.SERVER_PORT,
  CommonAttribute.SERVICE_NAME,
  CommonAttribute.SERVICE_VERSION,
  CommonAttribute.SERVICE_NAMESPACE,
  CommonAttribute.DEPLOYMENT_ENVIRONMENT_NAME,
  GenAiAttribute.TOKEN_TYPE,
]);

/** Where a key is only the beginning of several: what follows it. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  [BotanuAttribute.OUTCOME_METADATA]: ['{key}'],
  [BotanuAttribute.USAGE]: [...textOf('src/tracking/token-attributes.ts').matchAll(/extra\('(\w+)'\)/g)].map(
    ([, name]) => name!,
  ),
};

it('every attribute that is written is listed, and no other', () => {
  const written = Object.values(attributes)
    .flatMap((keys): string[] => Object.values(keys))
    .filter((key) => !ELSEWHERE.has(key))
    .flatMap((key) => PREFIXES[key]?.map((rest) => key + rest) ?? [key]);
  const listed = tableRows(textOf('docs/api/attributes.md'), 'key').flatMap(([key, value]) => [
    ...quoted(key!),
    ...quoted(value!).filter((name) => name.startsWith('gen_ai.usage.')),
  ]);
  expect([...new Set(listed)].sort()).toEqual([...new Set(written)].sort());
});
