import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import { EVERY_DECORATOR } from '../../support/every-decorator';
import type { Heard } from './app';

let heard: Record<string, Record<string, Heard>>;
beforeAll(async () => {
  heard = await outputOf(join(__dirname, 'app.ts'));
}, 30_000);

describe.each(EVERY_DECORATOR.map(([name]) => name))(
  'under %s, what the process hears of the rejection',
  (name) => {
    it.each<[string, Heard]>([
      ['an async method, left alone', ['unhandled']],
      ['an async method, awaited later', ['unhandled', 'handled after all']],
      ['an async method, caught', []],
      ['an async method, caught at one of two ends', ['unhandled']],
      ['an async method, with a finally only', ['unhandled']],
      ['a promise that was handed on and caught', []],
      ['a promise that was handed on', ['unhandled']],
      ['a subclass, left alone', ['unhandled']],
      ['a subclass, caught', []],
      ['a subclass, with a finally only', ['unhandled']],
      ['a lazy thenable, never run', []],
      ['a lazy thenable, left alone after then', ['unhandled']],
      ['a lazy thenable, caught', []],
      ['a lazy thenable, with a finally only', ['unhandled']],
      ['a lazy thenable, caught after finally', []],
      ['a step of an async generator, left alone', ['unhandled']],
      ['a step of an async generator, caught', []],
    ])('%s', (what, expected) => {
      expect(heard[name]![what]).toEqual(expected);
      expect(heard.nothing![what]).toEqual(expected);
    });
  },
);
