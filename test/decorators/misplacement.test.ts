import { BotanuError, BotanuUseCase, InjectTracker, isBotanuError, TrackTool } from 'botanu';
import { DECORATOR_FACTORIES } from '../support/decorator-factories';
import type { Anywhere } from '../support/every-decorator';
import { thrownBy } from '../support/thrown-by';

const price = 1;

describe.each(DECORATOR_FACTORIES)('@$name', ({ name, bare, make }) => {
  it.each<[string, (decorate: Anywhere) => unknown]>([
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
    ],
    [
      'a getter that gives a function',
      (decorate) => {
        class Cart {
          @decorate
          get total(): () => number {
            return () => 1;
          }
        }
        return Cart;
      },
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
    ],
    [
      'a static getter',
      (decorate) => {
        class Cart {
          @decorate
          static get total(): number {
            return price;
          }
        }
        return Cart;
      },
    ],
  ])('on %s says what, where, and what to write instead', (_, define) => {
    const error = thrownBy(() => define(make({})));
    expect(error).toBeInstanceOf(BotanuError);
    expect(isBotanuError(error)).toBe(true);
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toMatch(
      new RegExp(
        `^@${name}\\(\\) cannot be applied to the (accessor|getter|setter) '(Cart\\.)?total'\\. .*\\bPut it on a method`,
      ),
    );
  });

  it.each<[string, (decorate: Anywhere) => unknown, string]>([
    [
      'a method',
      (decorate) => {
        class Cart {
          @decorate
          pay(): void {}
        }
        return Cart;
      },
      'pay',
    ],
    [
      'a static method',
      (decorate) => {
        class Cart {
          @decorate
          static pay(): void {}
        }
        return Cart;
      },
      'pay',
    ],
    [
      'a symbol-named method',
      (decorate) => {
        class Cart {
          @decorate
          [Symbol.iterator](): void {}
        }
        return Cart;
      },
      'Symbol(Symbol.iterator)',
    ],
    [
      'a field',
      (decorate) => {
        class Cart {
          @decorate
          pay = (): number => 1;
        }
        return new Cart();
      },
      'pay',
    ],
    [
      'a class',
      (decorate) => {
        @decorate
        class Cart {}
        return Cart;
      },
      'Cart',
    ],
  ])('without its parentheses on %s says so, and what to write', (_, define, place) => {
    const error = thrownBy(() => define(bare));
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toContain(`@${name} was written without its parentheses on '`);
    expect(error.message).toContain(`${place}'.`);
    expect(error.message).toContain(`Write @${name}(`);
  });

  it('refuses an option that it does not know, and names those that it does', () => {
    const error = thrownBy(() => make({ modle: 'gpt-4o' }));
    expect(error.code).toBe('DECORATOR_OPTIONS');
    expect(error.message).toMatch(
      new RegExp(`@${name}\\(\\) has no option 'modle'\\. Its options are .*methods`),
    );
  });

  it.each([5, null, [], true])('refuses options that are none: %p', (options) => {
    const error = thrownBy(() => make(options));
    expect(error.code).toBe('DECORATOR_OPTIONS');
    expect(error.message).toMatch(new RegExp(`^@${name}\\(\\).* expected .*an object, got`));
  });

  it('may be used again and again', () => {
    const decorate = make({});
    class Cart {
      @decorate
      pay(): string {
        return 'paid';
      }
      @decorate
      empty(): string {
        return 'emptied';
      }
    }
    expect([new Cart().pay(), new Cart().empty()]).toEqual(['paid', 'emptied']);
  });
});

describe('@BotanuUseCase', () => {
  it.each([undefined, '', '  ', 5, {}, null])('refuses a name that is none: %p', (name) => {
    const error = thrownBy(() => BotanuUseCase(name as string));
    expect(error.code).toBe('DECORATOR_OPTIONS');
    expect(error.message).toMatch(/^@BotanuUseCase\(\): expected the name to be a text/);
  });

  it('tells an option that it does not know from a missing pair of parentheses', () => {
    const error = thrownBy(() => BotanuUseCase('Customer Support', { kind: 'server' } as never));
    expect(error.message).toMatch(/has no option 'kind'/);
  });
});

describe('@TrackTool', () => {
  it('tells an option that it does not know from a missing pair of parentheses', () => {
    const error = thrownBy(() => TrackTool('look_up', { kind: 'function' } as never));
    expect(error.message).toMatch(/has no option 'kind'/);
  });

  it('takes its name as an option, too', () => {
    expect(() => TrackTool({ name: 'look_up' })).not.toThrow();
  });
});

describe('@InjectTracker', () => {
  it('without its parentheses says so', () => {
    const error = thrownBy(() => {
      class Agent {
        @(InjectTracker as Anywhere)
        complete(): void {}
      }
      return Agent;
    });
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toContain('@InjectTracker was written without its parentheses');
    expect(error.message).toContain('Write @InjectTracker()');
  });

  it('on a method says where it belongs', () => {
    const error = thrownBy(() => {
      class Agent {
        @(InjectTracker() as Anywhere)
        complete(): void {}
      }
      return Agent;
    });
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toMatch(
      /^@InjectTracker\(\) cannot be applied to '(Agent\.)?complete'\. .*parameter/,
    );
  });

  it('on a class says where it belongs', () => {
    const error = thrownBy(() => {
      @(InjectTracker() as Anywhere)
      class Agent {}
      return Agent;
    });
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toMatch(/^@InjectTracker\(\) cannot be applied to 'Agent'\. .*parameter/);
  });
});
