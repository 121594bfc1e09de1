import { isBotanuError, TrackDb, TrackLlm, TrackTool } from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';
import { thrownBy } from '../support/thrown-by';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const names = (): string[] => telemetry.spans().map((span) => span.name);

describe('the methods that a class decorator covers', () => {
  const symbol = Symbol('symbol');

  @TrackTool()
  class Tools {
    fromConstructor = this.initial();
    arrow = (): string => 'arrow';

    initial(): string {
      return 'initial';
    }
    plain(): string {
      return 'plain';
    }
    async later(): Promise<string> {
      return 'later';
    }
    *steps(): Generator<number> {
      yield 1;
    }
    get value(): string {
      return 'value';
    }
    set value(_: string) {}
    get holdsAFunction(): () => string {
      return () => 'held';
    }
    _internal(): string {
      return '_internal';
    }
    #secret(): string {
      return '#secret';
    }
    secret(): string {
      return this.#secret();
    }
    [symbol](): string {
      return 'symbol';
    }
    static helper(): string {
      return 'helper';
    }
    toString(): string {
      return 'toString';
    }
    toJSON(): string {
      return 'toJSON';
    }
    valueOf(): string {
      return 'valueOf';
    }
    onModuleInit(): void {}
    onModuleDestroy(): void {}
    onApplicationBootstrap(): void {}
    beforeApplicationShutdown(): void {}
    onApplicationShutdown(): void {}
  }

  it.each<[string, (tools: Tools) => unknown, string[]]>([
    ['a method', (tools) => tools.plain(), ['execute_tool plain']],
    ['an async method', (tools) => tools.later(), ['execute_tool later']],
    ['a generator', (tools) => [...tools.steps()], ['execute_tool steps']],
    ['a method that calls a private one', (tools) => tools.secret(), ['execute_tool secret']],
    ['not a getter', (tools) => tools.value, []],
    ['not a getter that gives a function', (tools) => tools.holdsAFunction(), []],
    ['not a setter', (tools) => (tools.value = ''), []],
    ['not a name that starts with _', (tools) => tools._internal(), []],
    ['not a name that is a symbol', (tools) => tools[symbol](), []],
    ['not a field that holds a function', (tools) => tools.arrow(), []],
    ['not a static method', () => Tools.helper(), []],
    ['not toString', (tools) => String(tools), []],
    ['not toJSON', (tools) => JSON.stringify(tools), []],
    ['not valueOf', (tools) => tools.valueOf(), []],
    ['not what it does not have', (tools) => Object.prototype.hasOwnProperty.call(tools, 'x'), []],
    ['not onModuleInit', (tools) => tools.onModuleInit(), []],
    ['not onModuleDestroy', (tools) => tools.onModuleDestroy(), []],
    ['not onApplicationBootstrap', (tools) => tools.onApplicationBootstrap(), []],
    ['not beforeApplicationShutdown', (tools) => tools.beforeApplicationShutdown(), []],
    ['not onApplicationShutdown', (tools) => tools.onApplicationShutdown(), []],
  ])('%s', async (_, call, expected) => {
    const tools = new Tools();
    const before = names().length;
    await call(tools);
    expect(names().slice(before)).toEqual(expected);
  });

  it('are covered in the constructor, too', () => {
    expect(new Tools().fromConstructor).toBe('initial');
    expect(names()).toEqual(['execute_tool initial']);
  });

  it('keep the class what it was', () => {
    expect(Tools.name).toBe('Tools');
    expect(new Tools()).toBeInstanceOf(Tools);
    expect(Object.getOwnPropertyDescriptor(Tools.prototype, 'plain')).toMatchObject({
      enumerable: false,
      writable: true,
      configurable: true,
    });
  });
});

describe('methods: […]', () => {
  const symbol = Symbol('symbol');

  @TrackTool({ methods: ['one', '_inner', symbol] })
  class Narrowed {
    one(): void {}
    other(): void {}
    _inner(): void {}
    [symbol](): void {}
  }

  it('narrows to these, whatever their names', () => {
    const narrowed = new Narrowed();
    narrowed.one();
    narrowed.other();
    narrowed._inner();
    narrowed[symbol]();
    expect(names()).toEqual(['execute_tool one', 'execute_tool _inner', 'execute_tool [symbol]']);
  });

  it('of none covers none', () => {
    @TrackTool({ methods: [] })
    class None {
      one(): void {}
    }
    new None().one();
    expect(names()).toEqual([]);
  });

  const decorating =
    (methods: unknown, place: 'class' | 'method' = 'class') =>
    () => {
      const decorate = (TrackTool as Anywhere)({ methods }) as Anywhere;
      if (place === 'method') {
        class Misused {
          @decorate
          one(): void {}
        }
        return Misused;
      }
      @decorate
      class Tools {
        one(): void {}
        get accessor(): number {
          return this.one.length;
        }
      }
      return Tools;
    };

  it.each<[string, () => unknown, RegExp]>([
    ['a name that is no method', decorating(['two']), /names of Tools's own methods, got 'two'/],
    ['an accessor', decorating(['accessor']), /names of Tools's own methods, got 'accessor'/],
    ['the constructor', decorating(['constructor']), /names of Tools's own methods, got 'constructor'/],
    ['no array', decorating('one'), /an array of method names, got 'one'/],
    ['a method', decorating(['one'], 'method'), /left out on a method: it is for classes/],
  ])('refuses %s', (_, define, message) => {
    const error = thrownBy(define);
    expect(isBotanuError(error) && error.code).toBe('DECORATOR_OPTIONS');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('@TrackTool()');
  });
});

describe('a method that has the same decorator as its class', () => {
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini', attributes: { team: 'support' } })
  class Agent {
    complete(): string {
      return 'answer';
    }
    @TrackLlm({ model: 'gpt-4o' })
    complain(): string {
      return 'answer';
    }
    @TrackLlm({ operation: 'embeddings', model: undefined, attributes: {} })
    embed(): string {
      return 'vector';
    }
    @TrackLlm({ model: (model: string) => model })
    chosen(_model: string): void {}
  }

  it('takes what it leaves out from the class, and opens one span', () => {
    const agent = new Agent();
    agent.complain();
    const span = telemetry.span('chat gpt-4o');
    expect(span.attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      team: 'support',
    });
    expect(names()).toHaveLength(1);
  });

  it('takes an option from the class that it names as undefined, and keeps one that is empty', () => {
    new Agent().embed();
    const { attributes } = telemetry.span('embeddings gpt-4o-mini');
    expect(attributes['gen_ai.provider.name']).toBe('openai');
    expect(attributes.team).toBeUndefined();
  });

  it('may choose per call what the class names once', () => {
    new Agent().chosen('o3');
    expect(names()).toEqual(['chat o3']);
  });

  it('leaves the other methods to the class', () => {
    new Agent().complete();
    expect(names()).toEqual(['chat gpt-4o-mini']);
  });
});

describe('options of a class', () => {
  it('are called with the instance and the arguments', () => {
    @TrackDb({
      system: 'postgresql',
      database(this: Tickets) {
        return this.tenant;
      },
      table: (table: string) => table,
      operation: 'select',
    })
    class Tickets {
      constructor(readonly tenant: string) {}
      find(table: string): string {
        return `${this.tenant}.${table}`;
      }
    }
    expect(new Tickets('acme').find('tickets')).toBe('acme.tickets');
    expect(telemetry.span('SELECT tickets').attributes).toMatchObject({ 'db.namespace': 'acme' });
  });

  it('default the operation to the name of each method', () => {
    @TrackDb({ system: 'postgresql' })
    class Tickets {
      insert(): void {}
      delete(): void {}
    }
    const tickets = new Tickets();
    tickets.insert();
    tickets.delete();
    expect(names()).toEqual(['INSERT', 'DELETE']);
  });

  it('that nobody supplies are reported once, naming the method', async () => {
    @TrackLlm({ provider: 'openai' })
    class Agent {
      complete(): void {}
    }
    const warnings = await warningsOf(() => {
      new Agent().complete();
      new Agent().complete();
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/@TrackLlm on 'Agent\.complete' has no model/);
  });
});
