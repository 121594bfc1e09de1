import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import { EXPECTED_CALLS, type ExpectedCall, expectedOf } from './expected-calls';
import type { ObservedCalls } from './observe-calls';
import { WAYS } from './ways';

let observed: ObservedCalls;
beforeAll(async () => {
  // In a process of its own: some clients are ES modules only.
  observed = await outputOf(join(__dirname, 'app.ts'));
}, 120_000);

describe.each(Object.entries<ExpectedCall>(EXPECTED_CALLS))('%s', (name, call) => {
  const ways = WAYS.map((way) => [way, expectedOf(call, way)] as const);

  it.each(ways.filter(([, expected]) => expected !== undefined))(
    '%s: the caller sees what it sees untracked, and one span tells',
    (way, expected) => {
      const { untracked, tracked, same, spans, warnings, unhandled } = observed[name]![way]!;
      expect(tracked).toEqual(untracked);
      expect(same).toBe(true);
      expect(unhandled[1]).toEqual(unhandled[0]);
      expect(spans).toEqual([expected]);
      expect(warnings).toEqual([]);
    },
  );

  it('has no other way', () => {
    expect(Object.keys(observed[name]!)).toEqual(ways.filter(([, expected]) => expected).map(([way]) => way));
  });
});
