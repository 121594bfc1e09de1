import { costBy } from '../../src/report/cost-by-outcome';
import { runList } from '../../src/report/run-list';
import { runTrees } from '../../src/report/run-tree';
import { heldLedger } from '../support/held-ledger';
import { otlpLine, otlpSpan, runSpan } from '../support/otlp-lines';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
/** Of some the milliseconds are no multiple of any power of two, so that a quotient falls short of them. */
const STARTS_MS = Array.from(
  { length: 300 },
  (_, at) => Date.UTC(2026, 10, 22) + at * (HOUR_MS + SECOND_MS + 1),
);
const idOf = (at: number): string => `run-${`${at}`.padStart(3, '0')}`;
const TWICE_MS = Date.UTC(2025, 0, 1);
const LAST_NANOSECOND = `${Date.UTC(2025, 5, 3) - 1}999999`;

const asking = heldLedger({
  'a.jsonl': otlpLine(
    ...STARTS_MS.map((startMs, at) => runSpan({ run: idOf(at), useCase: 'Many', startMs })),
    otlpSpan({
      name: 'GET',
      startMs: STARTS_MS[299]!,
      attributes: { 'botanu.run_id': idOf(299), 'db.system.name': 'postgresql' },
    }),
    { ...runSpan({ run: 'last', useCase: 'Last' }), startTimeUnixNano: LAST_NANOSECOND },
    // Of two services, or of a process that was replaced.
    runSpan({ run: 'twice', startMs: TWICE_MS + 2 * SECOND_MS, endMs: TWICE_MS + 5 * SECOND_MS }),
    runSpan({ run: 'twice', startMs: TWICE_MS, endMs: TWICE_MS + SECOND_MS }),
  ),
});

const at = (ms: number): string => new Date(ms).toISOString();

it('a run started when its span says, to the millisecond', async () => {
  const { runs } = await asking((ledger) => runList(ledger));
  const started = Object.fromEntries(runs.map(({ runId, startedAt }) => [runId, startedAt]));
  expect(started).toEqual({
    ...Object.fromEntries(STARTS_MS.map((ms, place) => [idOf(place), at(ms)])),
    last: '2025-06-02T23:59:59.999Z',
    twice: at(TWICE_MS),
  });
});

it('a run that several spans tell of lasted from the start of the first to the end of the last', async () => {
  const where = [{ dimension: 'day' as const, value: '2025-01-01' }];
  const { runs } = await asking((ledger) => runList(ledger, { selection: { where } }));
  expect(runs).toMatchObject([{ runId: 'twice', durationMs: 5 * SECOND_MS }]);
});

it('a step started when its span says, to the millisecond', async () => {
  for (const place of [1, 7, 42, 299]) {
    const [run] = (await asking((ledger) => runTrees(ledger, idOf(place)))).runs;
    for (const step of [run!, ...run!.steps]) expect(step.startedAt).toBe(at(STARTS_MS[place]!));
  }
});

it('the last nanosecond of a day is of that day', async () => {
  const { groups } = await asking((ledger) =>
    costBy(ledger, ['day'], { where: [{ dimension: 'use-case', value: 'Last' }] }),
  );
  expect(groups.map(({ group }) => group.day)).toEqual(['2025-06-02']);
});
