// Whether the counts that are read from recorded traffic are right: `npm run verify:usage -- <folder>`.
//
// The folder holds recorded HTTP exchanges, one a `*.json`: `{ url, headers, body, encoding }`. The body is JSON, an
// event stream, lines of JSON, or (`encoding: 'base64'`) a JSON list of compressed pieces of one. Of these it is said
// what was read, and it must be all that the body counts. A `usages.json` in it is a list of `{ body, extracted }`,
// where `extracted` says for providers what another reader of the same bodies found: there the counts must agree.
// The exit code is 1 where they do not.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import { register } from 'esbuild-register/dist/node';

register();
const require = createRequire(import.meta.url);
const { readUsage } = require('../src/usage/read-usage.ts');
const { foldPart } = require('../src/usage/read-stream.ts');

/** Names of counts of tokens or units. */
const COUNTER = /(tokens?|units|token_?count|eval_count)$/i;

/** The names that `extracted` has for the counts, and ours. The modalities that are priced like text have no name of ours. */
const NAMES = {
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cache_write_tokens: 'cacheWriteTokens',
  cache_write_5m_tokens: 'cacheWrite5mTokens',
  cache_write_1h_tokens: 'cacheWrite1hTokens',
  output_reasoning_tokens: 'reasoningTokens',
  input_audio_tokens: 'inputAudioTokens',
  output_audio_tokens: 'outputAudioTokens',
  output_image_tokens: 'outputImageTokens',
  input_image_tokens: 'inputImageTokens',
  cache_audio_read_tokens: 'cacheReadAudioTokens',
  cache_image_read_tokens: 'cacheReadImageTokens',
  web_searches: 'webSearches',
  search_units: 'searchUnits',
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('Which folder? npm run verify:usage -- <folder>');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const wrong = [
  ...recordings(files.filter((name) => name !== 'usages.json')),
  ...(files.includes('usages.json') ? bodies(readJson('usages.json')) : []),
];
process.exitCode = wrong.length > 0 ? 1 : 0;

function readJson(name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

// Recorded exchanges

function recordings(names) {
  const rows = names.map(readRecording);
  console.log(`Recordings: ${rows.length}`);
  console.table(rows);
  return rows.filter(({ verdict }) => verdict !== 'agree');
}

function readRecording(name) {
  const exchange = readJson(name);
  const text = bodyText(exchange);
  const provider = providerOf(exchange.url);
  const parts = partsOf(text);
  const read =
    parts.length === 1 ? readUsage(asAnswered(parts[0], exchange), { provider }) : readParts(parts);
  const { inputTokens, outputTokens, searchUnits } = read?.usage ?? {};
  return {
    recording: basename(name, '.json').slice(0, 70),
    provider,
    parts: parts.length,
    model: read?.model,
    input: inputTokens,
    output: outputTokens,
    'cache r/w': [read?.usage.cacheReadTokens, read?.usage.cacheWriteTokens].map((n) => n ?? '-').join('/'),
    units: searchUnits,
    finish: read?.finishReasons?.join(','),
    verdict: verdictOn(parts, read),
  };
}

function readParts(parts) {
  let seen;
  for (const part of parts) seen = foldPart(seen, part);
  return seen?.read;
}

/** As the client of the service would answer it: Bedrock's hands out a model's own words as bytes. */
function asAnswered(body, { url, headers }) {
  if (!/\/model\/[^/]+\/invoke$/.test(new URL(url).pathname)) return body;
  return { body: Buffer.from(JSON.stringify(body)), $metadata: { requestId: headers['x-amzn-requestid'] } };
}

/** Nothing is left unread that the body counts, and nothing is read that it does not say. */
function verdictOn(parts, read) {
  const counted = totals(parts);
  const found = [read?.usage.inputTokens, read?.usage.outputTokens, read?.usage.searchUnits];
  const isRead = found.some((count) => count !== undefined);
  if (counted.size === 0) return isRead ? 'invented' : 'agree';
  if (!isRead) return 'unread';
  const {
    inputTokens = 0,
    cacheReadTokens = 0,
    cacheWriteTokens = 0,
    outputTokens,
    searchUnits,
  } = read.usage;
  const said = (count) => count === undefined || counted.has(count);
  // Where the body counts cached tokens apart, the rest is what it says.
  const input = [inputTokens, inputTokens - cacheReadTokens - cacheWriteTokens].some((count) =>
    counted.has(count),
  );
  return (input || read.usage.inputTokens === undefined) && said(outputTokens) && said(searchUnits)
    ? 'agree'
    : 'disagree';
}

/** Every number whose name says that it counts tokens or units. */
function totals(value, found = new Set()) {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'number' && COUNTER.test(name) && !/^max_/.test(name)) found.add(inner);
    else totals(inner, found);
  }
  return found;
}

function providerOf(url) {
  const { hostname } = new URL(url);
  const known = ['openai', 'anthropic', 'cohere', 'together', 'mistral', 'groq', 'ollama', 'deepseek'];
  if (hostname.includes('bedrock')) return 'bedrock';
  if (hostname.includes('aiplatform')) return 'vertex';
  if (hostname.includes('googleapis')) return 'gemini';
  if (hostname.includes('azure')) return 'azure_openai';
  return known.find((name) => hostname.includes(name)) ?? hostname;
}

function bodyText({ body, encoding }) {
  if (encoding !== 'base64') return typeof body === 'string' ? body : JSON.stringify(body);
  const pieces = body.startsWith('[') ? JSON.parse(body) : [body];
  return decompressed(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))));
}

/** The last piece may lack its end. */
function decompressed(bytes) {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = constants;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    return gunzipSync(bytes, { finishFlush: Z_SYNC_FLUSH }).toString();
  if (bytes[0] === 0x7b || bytes[0] === 0x5b) return bytes.toString();
  return brotliDecompressSync(bytes, { finishFlush: BROTLI_OPERATION_FLUSH }).toString();
}

/** The one answer, or the parts of a stream: server-sent events, or a line each. */
function partsOf(text) {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .split('\n')
      .map((line) => line.replace(/^data: ?/, '').trim())
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }
}

// Bodies with what another reader found

function bodies(list) {
  const groups = new Map();
  const tally = { bodies: list.length, agree: 0, disagree: 0, pairs: 0 };
  const wrong = [];
  for (const { body, extracted } of list) {
    const disagreements = [...providersOf(extracted)].flatMap(([provider, findings]) => {
      tally.pairs++;
      return compare(body, provider, findings) ?? [];
    });
    tally[disagreements.length === 0 ? 'agree' : 'disagree']++;
    for (const disagreement of disagreements) {
      wrong.push(disagreement);
      const group = groups.get(disagreement.kind) ?? { ...disagreement, pairs: 0, providers: new Set() };
      group.pairs++;
      group.providers.add(disagreement.provider);
      groups.set(disagreement.kind, group);
    }
  }
  console.log('Bodies; a pair is a body read with one provider as hint');
  console.table(tally);
  for (const { kind, pairs, providers, body, ours, theirs } of groups.values()) {
    console.log(`\n${pairs} × ${kind}\n  providers: ${[...providers].join(', ')}`);
    console.log(`  e.g. ${JSON.stringify(body)}\n  ours   ${JSON.stringify(ours)}`);
    console.log(`  theirs ${theirs.map((one) => JSON.stringify(one)).join('\n      or ')}`);
  }
  return wrong;
}

/** All that was found with one provider, whichever of its endpoints was thought of. */
function providersOf(extracted) {
  const findings = new Map();
  for (const { usage, extractors } of extracted)
    for (const { provider_id: provider } of extractors)
      findings.set(provider, [...(findings.get(provider) ?? []), usage]);
  return findings;
}

/**
 * Undefined where the counts agree: input and output with one of the findings, and all the details that such a
 * finding names. Details that it does not name may be there.
 */
function compare(body, provider, theirs) {
  const usage = readUsage(body, { provider: providerName(provider) })?.usage ?? {};
  const ours = Object.fromEntries(Object.entries(usage).filter(([, count]) => count !== undefined));
  const same = theirs.filter(
    (one) => one.input_tokens === ours.inputTokens && one.output_tokens === ours.outputTokens,
  );
  const names =
    same.length === 0
      ? ['input_tokens', 'output_tokens']
      : Object.keys(NAMES).filter((name) =>
          same.some((one) => one[name] !== undefined && one[name] !== ours[NAMES[name]]),
        );
  if (names.length === 0) return undefined;
  const kind = `${names.join(', ')} of { ${Object.keys(body.usage ?? body).join(', ')} }`;
  return { kind, provider, body, ours, theirs };
}

function providerName(id) {
  return { aws: 'bedrock', azure: 'azure_openai', 'x-ai': 'xai' }[id] ?? id;
}
