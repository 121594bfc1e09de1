import { withLedger } from '../../src/ledger/with-ledger';
import { costBy } from '../../src/report/cost-by-outcome';
import { lateOutcomeSpan, ledgerDirectory, NOON_MS, otlpLine, runSpan } from '../support/otlp-lines';

type Told = Omit<Parameters<typeof lateOutcomeSpan>[0], 'atMs'> & { readonly after: number };

const told = ({ after, ...fields }: Told) => lateOutcomeSpan({ ...fields, atMs: NOON_MS + after * 1000 });

const attempt = (run: string, after = 0) =>
  runSpan({
    run,
    useCase: run,
    event: 'T-1',
    outcome: 'failed',
    startMs: NOON_MS + after * 1000,
    endMs: NOON_MS + after * 1000 + 10,
  });

/** What came of each run, and what it was worth. */
const answered = async (
  ...spans: object[]
): Promise<Record<string, [outcome: string, value: number | null]>> => {
  const { groups } = await withLedger(ledgerDirectory({ 'a.jsonl': otlpLine(...spans) }), (ledger) =>
    costBy(ledger, ['use-case', 'outcome']),
  );
  return Object.fromEntries(groups.map(({ group, value }) => [group['use-case'], [group.outcome!, value]]));
};

const five = ['usd', 5] as const;

describe('a key counts once for its run', () => {
  it.each<[string, Told[]]>([
    [
      'told of its event, then of the run itself',
      [
        { event: 'T-1', status: 'failed', key: 'z', value: five, after: 1 },
        { run: 'r', status: 'failed', key: 'z', value: five, after: 2 },
      ],
    ],
    [
      'told of the run itself, then of its event',
      [
        { run: 'r', status: 'failed', key: 'z', value: five, after: 1 },
        { event: 'T-1', status: 'failed', key: 'z', value: five, after: 2 },
      ],
    ],
    [
      'told of both at once, and again of each',
      [
        { run: 'r', event: 'T-1', status: 'failed', key: 'z', value: five, after: 1 },
        { run: 'r', status: 'failed', key: 'z', value: five, after: 2 },
        { event: 'T-1', status: 'failed', key: 'z', value: five, after: 3 },
      ],
    ],
  ])('%s', async (_, tellings) => {
    expect(await answered(attempt('r'), ...tellings.map(told))).toEqual({ r: ['failed', 5] });
  });

  it('says what was told last, whichever way', async () => {
    const corrected = await answered(
      attempt('r'),
      told({ event: 'T-1', status: 'failed', key: 'z', value: ['usd', 7], after: 1 }),
      told({ run: 'r', status: 'failed', key: 'z', value: five, after: 2 }),
    );
    expect(corrected).toEqual({ r: ['failed', 5] });
  });

  it('overrules nothing that came in between when it is told again by the other name', async () => {
    const sequence = await answered(
      attempt('r'),
      told({ run: 'r', status: 'success', key: 'k', value: ['usd', 9], after: 1 }),
      told({ run: 'r', status: 'success', key: 'k2', value: ['usd', -4], after: 2 }),
      told({ run: 'r', status: 'partial', value: ['usd', 1], after: 3 }),
      told({ event: 'T-1', status: 'failed', after: 4 }),
      told({ event: 'T-1', status: 'success', key: 'k2', value: ['usd', -4], after: 5 }),
    );
    // 9 - 4: the partial one's value went with it.
    expect(sequence).toEqual({ r: ['failed', 5] });
  });

  it('stays with the attempt that was the newest when it was told first', async () => {
    const redelivered = await answered(
      attempt('first'),
      attempt('second', 10),
      told({ event: 'T-1', status: 'success', key: 'paid', value: five, after: 5 }),
      told({ event: 'T-1', status: 'success', key: 'paid', value: five, after: 15 }),
    );
    expect(redelivered).toEqual({ first: ['success', 5], second: ['failed', null] });
  });
});
