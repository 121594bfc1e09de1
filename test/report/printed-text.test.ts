import { costBy, costByOutcome } from '../../src/report/cost-by-outcome';
import { renderCostReport, renderGroupedCostReport } from '../../src/report/render-cost-report';
import { renderRunList } from '../../src/report/render-run-list';
import { renderRunTrees } from '../../src/report/render-run-tree';
import { runList } from '../../src/report/run-list';
import { runTrees } from '../../src/report/run-tree';
import { heldLedger } from '../support/held-ledger';
import { lateOutcomeSpan, llmSpan, NOON_MS, otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';

/** Clears the screen, sets the title, breaks the line, and turns what follows around. */
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\nmore\u202egnp.exe\u2066\u200f';
const named = (what: string): string => `${what}${HOSTILE}`;
const RUN = named('run');

const asking = heldLedger({
  'a.jsonl': otlpLine(
    runSpan({
      run: RUN,
      useCase: named('use case'),
      outcome: named('outcome'),
      event: named('event'),
      more: {
        'botanu.customer_id': named('customer'),
        'botanu.tenant_id': named('tenant'),
        'botanu.team': named('team'),
        'botanu.workflow': named('workflow'),
        'botanu.environment': named('environment'),
        'botanu.outcome.value_type': named('value'),
        'botanu.outcome.value_amount': 3,
      },
    }),
    llmSpan({
      run: RUN,
      provider: named('provider'),
      model: named('model'),
      failed: true,
      more: { 'error.type': named('error') },
    }),
    otlpSpan({
      name: named('tool'),
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'botanu.run_id': RUN },
    }),
    runSpan({ run: named('child'), parent: RUN, useCase: named('nested') }),
    lateOutcomeSpan({ run: RUN, status: named('later'), atMs: NOON_MS + 1, value: [named('type'), 1] }),
  ),
});

it.each<[string, (width: number) => Promise<string>]>([
  ['report', (width) => asking(async (ledger) => renderCostReport(await costByOutcome(ledger), width))],
  [
    'report of some runs',
    (width) =>
      asking(async (ledger) => {
        const where = [{ dimension: 'customer' as const, value: named('customer') }];
        return renderCostReport(await costByOutcome(ledger, { where }), width);
      }),
  ],
  [
    'report by several dimensions',
    (width) =>
      asking(async (ledger) =>
        renderGroupedCostReport(await costBy(ledger, ['customer', 'model', 'team']), width),
      ),
  ],
  [
    'report with values',
    (width) => asking(async (ledger) => renderGroupedCostReport(await costBy(ledger, ['tenant']), width)),
  ],
  ['list of runs', (width) => asking(async (ledger) => renderRunList(await runList(ledger), 'time', width))],
  [
    'tree of a run',
    (width) => asking(async (ledger) => renderRunTrees(await runTrees(ledger, RUN, { all: true }), width)),
  ],
])('a %s tells the terminal nothing but text', async (_, page) => {
  for (const width of [20, 80, 200]) {
    const text = await page(width);
    expect(text).toMatch(/(customer|use|run|tenant)/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    // Wide enough for a line break to be none of ours.
    if (width === 200) expect(text).not.toMatch(/^ *more/m);
  }
});
