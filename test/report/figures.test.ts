import {
  amountColumn,
  amountText,
  count,
  duration,
  moneyText,
  part,
  percent,
  quantity,
} from '../../src/report/figures';

const known = (amount: number) => ({ amount, isLowerBound: false });

describe('amounts of a column', () => {
  it.each<[string, Parameters<typeof amountColumn>[0], string[]]>([
    ['dollars and cents', [known(12.5), known(1234.567)], ['$12.50', '$1,234.57']],
    ['four decimals below a dollar', [known(0.5), known(0.0123)], ['$0.5000', '$0.0123']],
    ['three digits below a cent', [known(0.0036337), known(0.000469)], ['$0.00363 ', '$0.000469']],
    [
      'two digits below a hundredth of a cent',
      [known(0.0000586), known(2e-7)],
      ['$0.000059  ', '$0.00000020'],
    ],
    ['their points below one another', [known(12), known(0.5)], ['$12.00  ', '$0.5000']],
    ['zero as it is', [known(0), known(0.25)], ['$0.00  ', '$0.2500']],
    ['only zeros', [known(0)], ['$0.00']],
    ['a lower bound', [{ amount: 0.0123, isLowerBound: true }], ['≥$0.0123']],
    [
      'a lower bound rounded down',
      [{ amount: 0.019999, isLowerBound: true }, known(0.019999)],
      ['≥$0.0199', '$0.0200'],
    ],
    ['no lower bound of zero, which says nothing', [{ amount: 0, isLowerBound: true }], ['–']],
    ['what nobody knows', [{ amount: null, isLowerBound: true }], ['–']],
    ['an empty cell', [undefined, known(1)], ['', '$1.00']],
  ])('have %s', (_, amounts, texts) => {
    expect(amountColumn(amounts, 'USD')).toEqual(texts);
  });

  it('are rounded up where the true amount is at most that', () => {
    const bound = { isLowerBound: false, isUpperBound: true };
    expect(amountText({ amount: 0.12341, ...bound }, 'USD')).toBe('≤$0.1235');
    expect(amountText({ amount: -0.12349, ...bound }, 'USD')).toBe('≤-$0.1234');
  });

  it('stand alone with their own decimals', () => {
    const texts = [0.00042, 3, 0].map((amount) => moneyText(amount, 'USD'));
    expect(texts).toEqual(['$0.000420', '$3.00', '$0.00']);
  });

  it('never make a known amount look like nothing', () => {
    for (let exponent = 3; exponent > -12; exponent--) {
      expect(Number(moneyText(1.5 * 10 ** exponent, 'USD').replace(/[$,]/g, ''))).toBeCloseTo(
        1.5 * 10 ** exponent,
        12,
      );
    }
  });
});

it.each([
  [1, '100%'],
  [0.9999, '99.9%'],
  [0.5, '50%'],
  [0.29, '29%'],
  [0, '0%'],
  [null, '–'],
])('a share of %p is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});

it.each([
  [1, '100%'],
  [0.17472, '17.5%'],
  [0.00005, '<0.1%'],
  [0, '0%'],
])('a part of %p is %s', (share, text) => {
  expect(part(share)).toBe(text);
});

it.each([
  [1234567, '1,234,567'],
  [0, '0'],
  [null, '–'],
])('a count of %p is %s', (value, text) => {
  expect(count(value)).toBe(text);
});

it.each([
  [0.0004, '0.0004'],
  [0.00012345, '0.0001235'],
  [1234.5678, '1,234.5678'],
  [-3, '-3'],
  [0, '0'],
])('a quantity of %p is %s', (value, text) => {
  expect(quantity(value)).toBe(text);
});

it.each([
  [-5, '–'],
  [null, '–'],
  [0, '0 ms'],
  [61_000, '1 m 1 s'],
  [3_599_600, '1 h 0 m'],
])('a time of %p ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
