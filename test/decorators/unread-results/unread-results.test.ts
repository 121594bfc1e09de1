import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import { EVERY_DECORATOR } from '../../support/every-decorator';
import type { End } from './app';

let output: { ends: Record<string, Record<string, End>>; emitted: End };
beforeAll(async () => {
  output = await outputOf(join(__dirname, 'app.ts'), ['--expose-gc']);
}, 30_000);

describe.each(EVERY_DECORATOR.map(([name]) => name))('under %s', (name) => {
  it.each([
    'a generator that nobody reads',
    'a generator that is read in part',
    'an async generator that nobody reads',
    'an async generator that is read in part',
    'a lazy thenable that nobody runs',
    'a promise subclass that nobody awaits',
    'a generator that comes by promise, unread',
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
