import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import { EVERY_DECORATOR } from '../../support/every-decorator';
import type { End } from './app';

let output: {
  ends: Record<string, Record<string, End>>;
  emitted: End;
  kept: Record<string, [before: number, after: number]>;
};
beforeAll(async () => {
  output = await outputOf(join(__dirname, 'app.ts'), ['--expose-gc']);
}, 120_000);

describe.each(EVERY_DECORATOR.map(([name]) => name))('under %s', (name) => {
  it.each([
    'a generator that nobody reads',
    'a generator that is read in part',
    'an async generator that nobody reads',
    'an async generator that is read in part',
    'a lazy thenable that nobody runs',
    'a promise subclass that nobody awaits',
    'a generator that comes by promise, unread',
    "a client's stream that nobody reads",
    "a client's stream that is read in part",
    "a client's stream in two, one of them read in part",
    "a client's stream that comes by promise, unread",
    'a web stream that nobody reads',
    'a web stream that is read in part',
    'a web stream in two, one of them read in part',
    'a Node stream that nobody reads',
    'an observable that nobody subscribes to',
    'a stream that its instance keeps',
    'a generator that its instance keeps',
    'a stream that its instance keeps, which comes by promise',
    'a stream that an argument keeps',
    'a frozen stream',
    'a frozen generator, read in part',
    'a frozen thenable',
  ])('%s can be collected, which abandons its one span', (what) => {
    expect(output.ends[name]![what]).toEqual({
      before: 0,
      statusCodes: [0],
      outcomes: [name.startsWith('BotanuUseCase') ? 'abandoned' : null],
      kept: false,
    });
  });
});

it('keeps the outcome that was emitted before the result was dropped', () => {
  expect(output.emitted.outcomes).toEqual(['partial']);
});

it.each([
  "the iterator of a client's stream",
  "one of a client's stream in two",
  'the iterator of a Node stream',
])('goes on where %s is all that is left', (what) => {
  expect(output.kept[what]).toEqual([0, 1]);
});
