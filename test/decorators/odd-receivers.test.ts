import { BotanuUseCase, currentTracker, TrackDb, TrackTool } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const names = (): string[] => telemetry.spans().map(({ name }) => name);

@TrackDb({ system: 'postgresql', methods: ['find', 'outer'] })
class Tickets {
  readonly #rows = 3;

  @TrackTool('receiver')
  receiver(this: unknown): unknown {
    return this;
  }
  @TrackTool('count')
  count(): number {
    return this.#rows;
  }
  find(this: unknown): unknown {
    return this;
  }
  outer(): unknown {
    return this.find();
  }
  @TrackDb({ table: 'tickets' })
  own(this: unknown): unknown {
    return this;
  }
}

describe('a method that is called on something odd', () => {
  const { receiver, find } = Tickets.prototype;
  const bare = Object.create(null) as object;
  const created = Object.create(Tickets.prototype) as Tickets;
  const shadowed = Object.assign(Object.create(Tickets.prototype) as object, { constructor: 'no class' });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a number', 5],
    ['a plain object', {}],
    ['an object without a prototype', bare],
    ['an instance that no constructor made', created],
    ['an object whose constructor is no class', shadowed],
    ['a function', () => undefined],
    ['a class', Tickets],
    ['an array', []],
  ])('gets it as this: %s', (_, self) => {
    expect(receiver.call(self)).toBe(self);
    expect(find.call(self)).toBe(self);
    expect(names()).toEqual(['execute_tool receiver', 'FIND']);
  });

  it('gets it as this though its constructor cannot be read', () => {
    const unreadable = {
      get constructor(): never {
        throw new Error('do not look at me');
      },
    };
    expect(receiver.call(unreadable)).toBe(unreadable);
    expect(names()).toEqual(['execute_tool receiver']);
  });

  it('fails as it would undecorated, and ends its span once', () => {
    expect(() => Reflect.apply(Tickets.prototype.count, {}, [])).toThrow(TypeError);
    expect(telemetry.span('execute_tool count').attributes['error.type']).toBe('TypeError');
  });

  it('that is detached still has the options of a covering class', () => {
    find.call(undefined);
    expect(telemetry.span('FIND').attributes['db.system.name']).toBe('postgresql');
  });

  it('that was created on the prototype has the options of its class', () => {
    created.own();
    expect(telemetry.span('OWN tickets').attributes['db.system.name']).toBe('postgresql');
  });
});

describe('a bound method', () => {
  it('is tracked, on the instance that it is bound to', () => {
    const tickets = new Tickets();
    const bound = tickets.count.bind(tickets);
    expect([bound(), [1, 2].map(() => bound())]).toEqual([3, [3, 3]]);
    expect(names()).toHaveLength(3);
  });
});

describe('a method through a proxy', () => {
  const proxied = (target: Tickets): Tickets =>
    new Proxy(target, { get: (of, key, self) => Reflect.get(of, key, self) as unknown });

  it('sees the proxy as this, and the nesting rule holds', () => {
    const proxy = proxied(new Tickets());
    expect(proxy.outer()).toBe(proxy);
    expect(names()).toEqual(['OUTER']);
  });

  it('joins the run that the proxy is in', () => {
    class Agent {
      @BotanuUseCase('Customer Support')
      handle(): string {
        return this.again();
      }
      @BotanuUseCase('Customer Support')
      again(): string {
        return 'again';
      }
    }
    const proxy = new Proxy(new Agent(), {});
    expect(proxy.handle()).toBe('again');
    expect(names()).toEqual(['botanu.run/Customer Support']);
  });

  it('asks the proxy for nothing that it refuses', () => {
    const strict = new Proxy(new Tickets(), {
      get(target, key, self) {
        if (!['receiver'].includes(String(key))) throw new Error(`no ${String(key)}`);
        return Reflect.get(target, key, self) as unknown;
      },
    });
    expect(strict.receiver()).toBe(strict);
  });
});

describe('a method that was moved', () => {
  it('to another class is tracked there', () => {
    class Other {
      find = Tickets.prototype.find;
    }
    const other = new Other();
    expect(other.find()).toBe(other);
    expect(names()).toEqual(['FIND']);
  });

  it('and replaced on one instance is not', () => {
    const tickets = new Tickets();
    tickets.find = () => 'mine';
    expect(tickets.outer()).toBe('mine');
    expect(names()).toEqual(['OUTER']);
  });
});

it('a default value sees the tracker of the call', () => {
  class Tools {
    @TrackTool('use')
    use(tracker = currentTracker('tool')): string {
      return tracker.span.spanContext().spanId;
    }
  }
  expect(new Tools().use()).toBe(telemetry.span('execute_tool use').spanContext().spanId);
});
