import { DECORATOR_FACTORIES } from '../support/decorator-factories';
import type { Anywhere } from '../support/every-decorator';
import { thrownBy } from '../support/thrown-by';

const price = 1;

describe.each(DECORATOR_FACTORIES)('@$name in the standard dialect', ({ name, make }) => {
  it.each<[string, (decorate: Anywhere) => unknown, string]>([
    [
      'a getter',
      (decorate) => {
        class Cart {
          @decorate
          get total(): number {
            return price;
          }
        }
        return Cart;
      },
      "the getter 'total'",
    ],
    [
      'a setter',
      (decorate) => {
        class Cart {
          @decorate
          set total(_: number) {}
        }
        return Cart;
      },
      "the setter 'total'",
    ],
    [
      'an accessor',
      (decorate) => {
        class Cart {
          @decorate
          accessor total = 1;
        }
        return Cart;
      },
      "the accessor 'total'",
    ],
    [
      'an accessor that holds a function',
      (decorate) => {
        class Cart {
          @decorate
          accessor pay = (): number => 1;
        }
        return Cart;
      },
      "the accessor 'pay'",
    ],
    [
      'a private getter',
      (decorate) => {
        class Cart {
          @decorate
          get #total(): number {
            return price;
          }
          total = this.#total;
        }
        return Cart;
      },
      "the getter '#total'",
    ],
  ])('on %s says what, where, and what to write instead', (_, define, what) => {
    const error = thrownBy(() => define(make({})));
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toContain(
      `@${name}() cannot be applied to ${what}. It decorates methods and classes`,
    );
    expect(error.message).toContain(
      'Put it on a method that does the work, or call the matching function inside.',
    );
  });
});
