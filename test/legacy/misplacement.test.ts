import { InjectTracker, TrackTool } from 'botanu';
import { DECORATOR_FACTORIES } from '../support/decorator-factories';
import type { Anywhere } from '../support/every-decorator';
import { thrownBy } from '../support/thrown-by';

const price = 1;

describe.each(DECORATOR_FACTORIES)('@$name in the legacy dialect', ({ name, make }) => {
  it.each<[string, (decorate: Anywhere) => unknown, string]>([
    [
      'a property',
      (decorate) => {
        class Cart {
          @decorate
          total = 1;
        }
        return Cart;
      },
      "the property 'Cart.total'",
    ],
    [
      'a property that holds a function',
      (decorate) => {
        class Cart {
          @decorate
          pay = (): number => 1;
        }
        return Cart;
      },
      "the property 'Cart.pay'",
    ],
    [
      'a static property',
      (decorate) => {
        class Cart {
          @decorate
          static total = 1;
        }
        return Cart;
      },
      "the property 'Cart.total'",
    ],
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
      "the accessor 'Cart.total'",
    ],
    [
      'a parameter',
      (decorate) => {
        class Cart {
          pay(@decorate _amount: number): void {}
        }
        return Cart;
      },
      "a parameter of 'Cart.pay'",
    ],
    [
      'a parameter of the constructor',
      (decorate) => {
        class Cart {
          constructor(@decorate readonly amount: number) {}
          pay(): void {}
        }
        return Cart;
      },
      "a parameter of 'Cart.constructor'",
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

  it('on what a descriptor says is no method says so', () => {
    const decorate = make({});
    const error = thrownBy(
      () => decorate({ constructor: { name: 'Cart' } }, 'total', { value: 1 }) as unknown,
    );
    expect(error.message).toContain("cannot be applied to 'Cart.total', which is no method");
  });
});

describe('@InjectTracker', () => {
  it('on a parameter of a constructor says where it belongs', () => {
    const error = thrownBy(() => {
      class Agent {
        constructor(@(InjectTracker() as Anywhere) readonly tracker: unknown) {}
      }
      return Agent;
    });
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toMatch(
      /cannot be applied to a parameter of the constructor of 'Agent'\. .*currentTracker/,
    );
  });

  it('on a property says where it belongs', () => {
    const error = thrownBy(() => {
      class Agent {
        @(InjectTracker() as Anywhere)
        tracker: unknown;
      }
      return Agent;
    });
    expect(error.message).toMatch(/cannot be applied to 'Agent\.tracker'/);
  });
});

it('a class stays as it was where one of its decorators threw', () => {
  class Cart {
    pay(): string {
      return 'paid';
    }
  }
  const { pay } = Cart.prototype;
  thrownBy(() => (TrackTool() as Anywhere)(Cart.prototype, 'pay', undefined) as unknown);
  expect(Cart.prototype.pay).toBe(pay);
});
