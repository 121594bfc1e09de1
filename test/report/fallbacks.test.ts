import { costBy } from '../../src/report/cost-by-outcome';
import { heldLedger } from '../support/held-ledger';
import { llmSpan, NOON_MS, otlpLine } from '../support/otlp-lines';

interface Call {
  readonly model?: string;
  readonly attempt?: number;
  /** Milliseconds after the run began. */
  readonly at: number;
  readonly until?: number;
  /** Beyond the millisecond in which it ends. */
  readonly nanos?: number;
}

const call = (run: string, failed: boolean, { model = 'gpt-4o', attempt, at, until, nanos = 0 }: Call) => ({
  ...llmSpan({
    run,
    useCase: run,
    model,
    failed,
    costUsd: 1,
    input: 1,
    output: 1,
    startMs: NOON_MS + at,
    more: { ...(attempt === undefined ? {} : { 'botanu.request.attempt': attempt }) },
  }),
  endTimeUnixNano: String(BigInt(NOON_MS + (until ?? at + 10)) * 1_000_000n + BigInt(nanos)),
});

const fails = (at: number, more: Partial<Call> = {}) => [true, { at, ...more }] as const;
const works = (at: number, more: Partial<Call> = {}) => [false, { at, ...more }] as const;
const OTHER = { model: 'gpt-4o-mini' };

/** Failed calls that another model made good, and the others. */
const CASES: readonly [
  string,
  (readonly [failed: boolean, call: Call])[],
  fallbacks: number,
  failed: number,
][] = [
  ['another model afterwards', [fails(0), works(20, OTHER)], 1, 0],
  ['the same model afterwards', [fails(0), works(20)], 0, 1],
  ['another model before', [works(0, OTHER), fails(20)], 0, 1],
  // SDKs write the start to the millisecond and the end to the nanosecond.
  ['another model within the millisecond', [fails(0, { nanos: 32_965 }), works(10, OTHER)], 1, 0],
  [
    'another model that began before, within the millisecond',
    [works(0, OTHER), fails(1, { until: 1 })],
    0,
    1,
  ],
  ['another model a millisecond before its end', [fails(0), works(9, OTHER)], 0, 1],
  // Of the first attempt no number is written.
  [
    'a second attempt while the first span is still open',
    [fails(0, { until: 100 }), works(50, { ...OTHER, attempt: 2, until: 150 })],
    1,
    0,
  ],
  [
    'the same attempt beside it',
    [fails(0, { until: 100, attempt: 2 }), works(50, { ...OTHER, attempt: 2, until: 150 })],
    0,
    1,
  ],
  [
    'a later attempt of another request, which was before',
    [
      fails(0),
      fails(20, { attempt: 2 }),
      works(40, { ...OTHER, attempt: 3 }),
      fails(100),
      fails(120, { attempt: 2 }),
    ],
    2,
    2,
  ],
  [
    'a later attempt of the next request',
    [
      fails(0),
      fails(20, { attempt: 2 }),
      works(40, { attempt: 3 }),
      fails(100),
      fails(120, { attempt: 2 }),
      works(140, { ...OTHER, attempt: 3 }),
    ],
    2,
    2,
  ],
];

const asking = heldLedger({
  'a.jsonl': CASES.map(([name, calls]) =>
    otlpLine(...calls.map(([failed, one]) => call(name, failed, one))),
  ).join(''),
});

it.each(CASES)('of a failed call: %s', async (name, _, fallbacks, failed) => {
  const { groups } = await asking((ledger) => costBy(ledger, ['use-case']));
  const { parts } = groups.find(({ group }) => group['use-case'] === name)!.waste;
  expect([parts.fallback.cost, parts.failed.cost]).toEqual([fallbacks, failed]);
});
