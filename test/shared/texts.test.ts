import { errorMessage, errorText, show } from '../../src/shared/texts';

describe('show', () => {
  it.each<[unknown, string]>([
    ['text', "'text'"],
    ['x'.repeat(200), `'${'x'.repeat(77)}...'`],
    [7, '7'],
    [NaN, 'NaN'],
    [true, 'true'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
    [10n, '10'],
    [{ apiKey: 'secret' }, 'an object'],
    [[1, 2], 'an array of 2'],
    [function named() {}, 'a function (named)'],
    [() => 1, 'a function'],
  ])('%p', (value, shown) => {
    expect(show(value)).toBe(shown);
  });
});

describe('an error in a message', () => {
  const { proxy, revoke } = Proxy.revocable(() => undefined, {});
  revoke();

  it.each<[string, unknown, text: string, message: string]>([
    ['an error', new RangeError('boom'), 'RangeError: boom', 'boom'],
    ['a text', 'boom', 'boom', 'boom'],
    ['nothing', undefined, 'undefined', 'undefined'],
    ...[Object.create(null), { toString: () => ({}) }, proxy].map(
      (error): [string, unknown, string, string] => [
        'what cannot be shown',
        error,
        'an error that cannot be shown',
        'an error that cannot be shown',
      ],
    ),
  ])('of %s', (_, error, text, message) => {
    expect([errorText(error), errorMessage(error)]).toEqual([text, message]);
    expect(typeof show(error)).toBe('string');
  });
});
