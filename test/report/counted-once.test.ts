import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLedger } from '../../src/ledger/with-ledger';
import { costByOutcome } from '../../src/report/cost-by-outcome';
import type { CostReport } from '../../src/report/cost-report';
import type { StepNode } from '../../src/report/run-node';
import { runTrees } from '../../src/report/run-tree';
import { own, other, tool, treeLines, type TreeSpan } from '../support/call-trees';
import { ledgerDirectory } from '../support/otlp-lines';

const reportOn = (directory: string): Promise<CostReport> =>
  withLedger(directory, (ledger) => costByOutcome(ledger));

const reportOf = (...roots: TreeSpan[]): Promise<CostReport> =>
  reportOn(ledgerDirectory({ 'spans.jsonl': treeLines(...roots) }));

const RUN: TreeSpan = { scope: 'botanu', name: 'botanu.run/Support', operation: null, provider: null };
const runOf = (...below: TreeSpan[]): TreeSpan => ({ ...RUN, below });

/** 0.15 dollars in and 0.60 out for a million of gpt-4o-mini's. */
const HUNDRED_THOUSAND = { input: 100_000, output: 10_000 };
const HUNDRED_THOUSAND_USD = 0.015 + 0.006;

// What users of other tools reported of their figures: see test/ledger/charged-once.test.ts too.
it("a framework's roll-up span charged as well as its calls: its sum is in the report, but not in the figures", async () => {
  const calls = ['a', 'b', 'c'].map((id): TreeSpan => ({ id, ...HUNDRED_THOUSAND }));
  const report = await reportOf(
    runOf({
      scope: 'framework',
      operation: 'invoke_agent',
      input: 300_000,
      output: 30_000,
      below: [own({ ...calls[0]!, below: [other(calls[0]!)] }), calls[1]!, tool(calls[2]!)],
    }),
  );
  // Of the calls themselves; charged as well as they are it would be twice that and more.
  expect(report.total).toMatchObject({ llmCalls: 3, inputTokens: 300_000, outputTokens: 30_000 });
  expect(report.total.cost).toBeCloseTo(3 * HUNDRED_THOUSAND_USD, 12);
  expect(report.ledger.repeatedLlmSpans).toBe(2);
  expect(report.total.isLowerBound).toBe(false);
});

it('an embeddings call charged twice: a decorator and two instrumentations tell of one', async () => {
  const embedding = { operation: 'embeddings', model: 'text-embedding-3-small', input: 1_000_000 };
  const report = await reportOf(
    runOf(
      own({
        ...embedding,
        below: [{ ...embedding, scope: 'framework', operation: 'embed', below: [embedding] }],
      }),
    ),
  );
  expect(report.total).toMatchObject({ llmCalls: 1, inputTokens: 1_000_000, cost: 0.02 });
  expect(report.ledger.repeatedLlmSpans).toBe(2);
});

describe('what tells of a call comes when the call has been counted', () => {
  const wrapper = own(HUNDRED_THOUSAND);
  const client: TreeSpan = {
    ...HUNDRED_THOUSAND,
    id: 'r1',
    more: { 'gen_ai.usage.cache_read.input_tokens': 40_000 },
  };
  const lines = treeLines(runOf({ ...wrapper, below: [client] })).match(/.+\n/g)!;
  const [run, outer, inner] = lines;

  it('is made of one run, a wrapper and a client', () => {
    expect(
      lines.map((line) => /"scope":\{"name":"(.*?)"\}.*"name":"(.*?)","kind"/.exec(line)?.slice(1)),
    ).toEqual([
      ['botanu', 'botanu.run/Support'],
      ['botanu', 'chat gpt-4o-mini'],
      ['client', 'chat gpt-4o-mini'],
    ]);
  });

  it("the client's span changes the figures of the call, and is none of its own", async () => {
    const directory = ledgerDirectory({ 'spans-1.jsonl': run + outer! });
    const before = await reportOn(directory);
    expect(before.total).toMatchObject({ llmCalls: 1, inputTokens: 100_000 });
    expect(before.total.cost).toBeCloseTo(HUNDRED_THOUSAND_USD, 12);
    expect(before.ledger.repeatedLlmSpans).toBe(0);

    const later = join(directory, 'spans-2.jsonl');
    writeFileSync(later, inner!);
    const after = await reportOn(directory);
    expect(after.total).toMatchObject({ llmCalls: 1, inputTokens: 100_000 });
    // 40,000 of them were read from the cache, at half the price.
    expect(after.total.cost).toBeCloseTo(HUNDRED_THOUSAND_USD - 0.003, 12);
    expect(after.ledger).toMatchObject({ spans: 3, repeatedLlmSpans: 1 });
    expect(await reportOn(directory)).toEqual(after);

    rmSync(later);
    expect((await reportOn(directory)).total).toEqual(before.total);
  });

  it('the wrapper that comes last takes nothing away either', async () => {
    const directory = ledgerDirectory({ 'spans.jsonl': run + inner! });
    const before = await reportOn(directory);
    appendFileSync(join(directory, 'spans.jsonl'), outer!);
    const after = await reportOn(directory);
    expect(after.total).toMatchObject({ llmCalls: 1, cost: before.total.cost });
    expect(after.ledger.repeatedLlmSpans).toBe(1);
  });
});

it('a call is one step of its run, with what the wrapper knows of it', async () => {
  const client = { id: 'r1', ...HUNDRED_THOUSAND };
  const directory = ledgerDirectory({
    'spans.jsonl': treeLines(
      runOf(own({ below: [client], more: { 'botanu.request.attempt': 2 } }), tool(own(HUNDRED_THOUSAND))),
    ),
  });
  const { runs } = await withLedger(directory, (ledger) => runTrees(ledger, 'run'));
  const told = (step: StepNode): unknown =>
    step.type === 'run' ? step.runId : [step.kind, step.cost, step.steps.map(told)];
  expect(runs[0]).toMatchObject({ otherSpans: 1, steps: [{ attempt: 2, inputTokens: 100_000 }, {}] });
  const usd = expect.closeTo(HUNDRED_THOUSAND_USD, 12) as number;
  expect(runs[0]!.steps.map(told)).toEqual([
    ['llm', usd, []],
    ['tool', null, [['llm', usd, []]]],
  ]);
});

it('a failed call that another model made good is a fallback, each told of by two', async () => {
  const both = (span: TreeSpan): TreeSpan => own({ ...span, below: [{ ...span }] });
  const startMs = Date.UTC(2025, 5, 2, 12, 0, 5);
  const report = await reportOf(
    runOf(
      both({ model: 'gpt-4o', failed: true, ...HUNDRED_THOUSAND, endMs: startMs - 1 }),
      both({ ...HUNDRED_THOUSAND, startMs }),
    ),
  );
  expect(report.total).toMatchObject({
    llmCalls: 2,
    waste: { operations: 1, parts: { fallback: { operations: 1 } } },
  });
});

it("a later attempt may begin before a broken stream's client has ended its span", async () => {
  const attempt = (number: number, span: TreeSpan): TreeSpan =>
    own({ ...span, more: { 'botanu.request.attempt': number }, below: [{ ...span }] });
  const startMs = Date.UTC(2025, 5, 2, 12, 0, 5);
  const report = await reportOf(
    runOf(
      attempt(1, { model: 'gpt-4o', failed: true, ...HUNDRED_THOUSAND, endMs: startMs + 1 }),
      attempt(2, { ...HUNDRED_THOUSAND, startMs }),
    ),
  );
  expect(report.total.waste).toMatchObject({ operations: 1, parts: { fallback: { operations: 1 } } });
});
