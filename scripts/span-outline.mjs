import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The spans in a folder's ledger, each with its attributes as an object. */
export function ledgerSpans(folder) {
  const directory = join(folder, '.botanu');
  return readdirSync(directory)
    .filter((name) => /^spans-.*\.jsonl$/.test(name))
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'))
    .flatMap((line) => JSON.parse(line).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({ ...span, attributes: valuesOf(span.attributes) }));
}

const valuesOf = (attributes) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/**
 * What spans have to agree in, whoever compiled what made them: a line each, below its parent's, with the name, the
 * tokens, and what is to be said of the run where it is not the parent's.
 */
export function outline(spans) {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  const linesBelow = (parent) => spans.filter((each) => each.parentSpanId === parent.spanId);
  const lines = (siblings, parentRun, indent) =>
    siblings
      .map((span) => {
        const below = lines(linesBelow(span), span.attributes['botanu.run_id'], `${indent}  `);
        return [`${indent}${span.name}${tokens(span)}${run(span, parentRun)}`, ...below].join('\n');
      })
      .sort();
  return lines(roots, undefined, '').join('\n');
}

function tokens({ attributes }) {
  const [input, output] = ['input', 'output'].map((kind) => attributes[`gen_ai.usage.${kind}_tokens`]);
  return input === undefined ? '' : ` (${input} + ${output} tokens)`;
}

function run({ attributes }, parentRun) {
  const id = attributes['botanu.run_id'];
  if (id === parentRun) return '';
  return id === undefined ? ', its run missing' : ', a run';
}
