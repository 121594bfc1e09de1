import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import type { Attempt, Retried } from './app';

// In a process of its own: p-retry is an ES module.
let retried: Retried;
beforeAll(async () => {
  retried = await outputOf<Retried>(join(__dirname, 'app.ts'));
}, 60_000);

const NOTHING = null;
const REFUSED = (attempt: number | null): Attempt => [attempt, 'rate_limit_exceeded', NOTHING, NOTHING];

it.each(['p-retry', 'cockatiel'])('%s: each attempt is a span with its number', (way) => {
  expect(retried[way]).toEqual({
    attempts: [REFUSED(NOTHING), REFUSED(2), [3, NOTHING, 10, 5]],
    answer: 'Hello',
  });
});

it('a failed attempt keeps the usage that it had', () => {
  expect(retried['a stream that fails when it has begun']).toEqual({
    attempts: [
      [NOTHING, expect.any(String), 20, 1],
      [2, NOTHING, 20, 7],
    ],
    answer: 3,
  });
});

it("what a client repeats by itself is one span, with the answer's usage", () => {
  expect(retried['the client itself']).toEqual({ attempts: [[NOTHING, NOTHING, 10, 5]], answer: 'Hello' });
});
