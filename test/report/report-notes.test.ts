import { costBy, costByOutcome } from '../../src/report/cost-by-outcome';
import type { Dimension } from '../../src/report/dimensions';
import type { Filter, Selection } from '../../src/report/question';
import { renderCostReport, renderGroupedCostReport } from '../../src/report/render-cost-report';
import { heldLedger } from '../support/held-ledger';
import { lateOutcomeSpan, llmSpan, NOON_MS, otlpLine, otlpLineBy, runSpan } from '../support/otlp-lines';

const DAY_MS = 86_400_000;
const wrapper = (run: string, place: number, more: object = {}) => {
  const id = `${place}`.repeat(16);
  return llmSpan({ run, traceId: id + id, spanId: id, costUsd: 1, input: 1, output: 1, ...more });
};
/** What a client tells of the call that a wrapper has told of. */
const client = (run: string, place: number, more: object = {}) => {
  const id = `${place}`.repeat(16);
  return llmSpan({ run, traceId: id + id, parentSpanId: id, input: 1, output: 1, ...more });
};
const worth = { 'botanu.outcome.value_type': 'usd', 'botanu.outcome.value_amount': 10 };

const asking = heldLedger({
  'a.jsonl': [
    otlpLine(
      runSpan({ run: 'done', outcome: 'success', more: worth }),
      wrapper('done', 1),
      wrapper('done', 2, { failed: true }),
      // Neither has a span of its own here; of one the outcome came later.
      wrapper('killed', 3, { useCase: 'Killed' }),
      wrapper('told', 4, { useCase: 'Told', startMs: NOON_MS + DAY_MS }),
      lateOutcomeSpan({ run: 'told', status: 'success', atMs: NOON_MS + DAY_MS + 1 }),
      llmSpan({ run: 'done', model: 'unheard-of', input: 1, output: 1 }),
    ),
    otlpLineBy(
      'openai',
      client('done', 1),
      client('killed', 3),
      client('told', 4, { startMs: NOON_MS + DAY_MS }),
    ),
  ].join(''),
});

const where = (dimension: Dimension, value: string): Filter[] => [{ dimension, value }];
const page = (selection: Selection = {}, width = 120) =>
  asking(async (ledger) => renderCostReport(await costByOutcome(ledger, selection), width));
const pageBy = (by: Dimension[], selection: Selection = {}) =>
  asking(async (ledger) => renderGroupedCostReport(await costBy(ledger, by, selection), 200));

describe('notes', () => {
  it.each<[string, Selection, ended: number, repeated: number]>([
    ['all', {}, 2, 3],
    ['a use case', { where: where('use-case', 'Support') }, 0, 1],
    ['a killed run', { where: where('use-case', 'Killed') }, 1, 1],
    ['a run whose outcome came later', { where: where('use-case', 'Told') }, 1, 1],
    ['an outcome', { where: where('outcome', 'success') }, 1, 2],
    ['a time', { sinceUnixMs: NOON_MS + DAY_MS }, 1, 1],
    ['a time with nothing in it', { untilUnixMs: NOON_MS }, 0, 0],
  ])('count what is asked about: %s', async (_, selection, notEnded, repeated) => {
    const { ledger } = await asking((held) => costBy(held, ['model'], selection));
    expect([ledger.runsWithoutSpan, ledger.repeatedLlmSpans]).toEqual([notEnded, repeated]);
    const text = await page(selection);
    const line = (term: string, amount: number, rest: string) =>
      new RegExp(`^${term} +${amount} ${rest}`, 'm').test(text);
    expect(line('not ended', notEnded, 'runs? did not end here')).toBe(notEnded > 0);
    expect(line('counted once', repeated, 'spans? of wrappers')).toBe(repeated > 0);
    expect(text).not.toMatch(/^open /m);
  });

  it.each<[string, Dimension[], Selection, shown: string[]]>([
    ['both', ['use-case'], {}, ['per success', 'mean, p50, p95']],
    ['no cost per success', ['outcome'], {}, ['mean, p50, p95']],
    ['neither', ['use-case'], { untilUnixMs: NOON_MS }, []],
  ])('explain the columns that there are: %s', async (_, by, selection, shown) => {
    const text = await pageBy(by, selection);
    const explained = ['per success', 'mean, p50, p95'].filter((term) =>
      new RegExp(`^${term} +(all|of)`, 'm').test(text),
    );
    expect(explained).toEqual(shown);
  });
});

it.each<[string, Filter[], string]>([
  ['of a run', where('day', '2025-06-02'), 'Only runs of day 2025-06-02'],
  ['of operations', where('model', 'gpt-4o-mini'), 'Only runs with model gpt-4o-mini'],
  [
    'several',
    [...where('use-case', 'Support'), ...where('use-case', 'Told'), ...where('cost-center', '')],
    'Only runs of use case Support or Told, of cost center (none)',
  ],
])('says which runs it is about, by what is %s', async (_, filters, line) => {
  expect((await page({ where: filters })).split('\n')).toContain(line);
});

it('names use cases alike in its title and its table', async () => {
  expect(await pageBy(['use-case', 'cost-center'])).toMatch(
    /^Cost by use case and cost center\n[^]*^use case \/ cost center +runs/m,
  );
});

describe('waste and value', () => {
  it('have columns of the report where there is room', async () => {
    const wide = await page({}, 160);
    expect(wide).toMatch(/p95 +waste +value +value − cost +tokens in\/out/);
    expect(wide).toMatch(/^Support .* \$1\.00 +\$10\.00 +≤\$8\.00 /m);
    expect(wide).toMatch(/^Total .* \$1\.00 +\$10\.00 +≤\$6\.00 /m);
  });

  it('have none that would not fit beside the others, and notes in any case', async () => {
    const narrow = await page({}, 90);
    expect(narrow).not.toMatch(/value − cost +tokens/);
    expect(narrow.match(/^Support/gm)).toHaveLength(1);
    expect(narrow).toMatch(/^waste +\$1\.00/m);
    expect(narrow).toMatch(/^value +\$10\.00; value − cost is ≤\$6\.00/m);
  });
});

it('a cost per success that nobody knows is so in every table', async () => {
  const selection = { where: where('model', 'unheard-of') };
  expect(await page(selection)).toMatch(/^Support +1 +– +– /m);
  expect(await pageBy(['use-case'], selection)).toMatch(/^Support +1 +– +– /m);
});
