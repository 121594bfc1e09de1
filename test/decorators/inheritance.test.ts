import { BotanuUseCase, getBotanuMetadata, TrackDb, TrackLlm, TrackTool } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const names = (): string[] => telemetry.spans().map((span) => span.name);

describe('a subclass of a decorated class', () => {
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  class Base {
    inherited(): string {
      return 'inherited';
    }
    overridden(): string {
      return 'base';
    }
  }

  class Sub extends Base {
    override overridden(): string {
      return `sub of ${super.overridden()}`;
    }
    @TrackLlm({ model: 'gpt-4o' })
    own(): string {
      return 'own';
    }
  }

  it('has the methods that it inherits covered', () => {
    expect(new Sub().inherited()).toBe('inherited');
    expect(names()).toEqual(['chat gpt-4o-mini']);
  });

  it('opens one span for an override that calls super', () => {
    expect(new Sub().overridden()).toBe('sub of base');
    expect(names()).toEqual(['chat gpt-4o-mini']);
  });

  it('gives its decorated methods the options of the base', () => {
    new Sub().own();
    expect(telemetry.span('chat gpt-4o').attributes['gen_ai.provider.name']).toBe('openai');
  });

  it('that is decorated too opens one span for an override that calls super', () => {
    @TrackLlm({ provider: 'anthropic', model: 'claude-sonnet-4-5' })
    class Decorated extends Base {
      override overridden(): string {
        return `decorated over ${super.overridden()}`;
      }
    }
    expect(new Decorated().overridden()).toBe('decorated over base');
    expect(names()).toEqual(['chat claude-sonnet-4-5']);
  });

  it('that is decorated too has its own options for what it inherits', () => {
    @TrackLlm({ model: 'gpt-4.1' })
    class Decorated extends Base {}
    new Decorated().inherited();
    expect(telemetry.span('chat gpt-4.1').attributes['gen_ai.provider.name']).toBe('openai');
    expect(getBotanuMetadata(Decorated)?.llm).toEqual({ provider: 'openai', model: 'gpt-4.1' });
    new Base().inherited();
    expect(names()).toEqual(['chat gpt-4.1', 'chat gpt-4o-mini']);
  });

  it('two deep takes the nearest option of each name', () => {
    @TrackLlm({ model: 'gpt-4.1' })
    class Middle extends Base {}
    @TrackLlm({ operation: 'embeddings' })
    class Bottom extends Middle {}
    new Bottom().inherited();
    expect(telemetry.span('embeddings gpt-4.1').attributes['gen_ai.provider.name']).toBe('openai');
  });

  it('whose override is decorated as well opens one span for super', () => {
    class Refined extends Base {
      @TrackLlm({ model: 'o3' })
      override overridden(): string {
        return super.overridden();
      }
    }
    new Refined().overridden();
    expect(names()).toEqual(['chat o3']);
  });

  it('of an async method opens one span for super', async () => {
    @TrackTool()
    class AsyncBase {
      async work(): Promise<string> {
        await Promise.resolve();
        return 'base';
      }
    }
    @TrackTool()
    class AsyncSub extends AsyncBase {
      override async work(): Promise<string> {
        await Promise.resolve();
        return `sub of ${await super.work()}`;
      }
    }
    expect(await new AsyncSub().work()).toBe('sub of base');
    expect(names()).toEqual(['execute_tool work']);
  });

  it('narrows with methods for itself only', () => {
    @TrackTool({ methods: ['one'] })
    class Narrow {
      one(): void {}
      two(): void {}
    }
    @TrackTool()
    class Wide extends Narrow {
      three(): void {}
    }
    const wide = new Wide();
    wide.one();
    wide.two();
    wide.three();
    expect(names()).toEqual(['execute_tool one', 'execute_tool three']);
  });
});

describe('an undecorated base', () => {
  class Repository {
    @TrackDb({ operation: 'select', table: 'tickets' })
    find(): string {
      return 'found';
    }
  }

  it('gets from a decorated subclass what its methods leave out', () => {
    @TrackDb({ system: 'postgresql' })
    class Tickets extends Repository {}
    new Tickets().find();
    expect(telemetry.span('SELECT tickets').attributes['db.system.name']).toBe('postgresql');
  });

  it('serves subclasses with options of their own side by side', () => {
    @TrackDb({ system: 'postgresql' })
    class InPostgres extends Repository {}
    @TrackDb({ system: 'mongo' })
    class InMongo extends Repository {}
    const [postgres, mongo] = [new InPostgres(), new InMongo()];
    postgres.find();
    mongo.find();
    postgres.find();
    expect(telemetry.spans().map((span) => span.attributes['db.system'])).toEqual([
      'postgresql',
      'mongodb',
      'postgresql',
    ]);
  });
});

describe('an abstract class', () => {
  @BotanuUseCase('Customer Support')
  abstract class Agent {
    protected constructor(readonly name: string) {}

    handle(): string {
      return `${this.name}: ${this.answer()}`;
    }
    protected abstract answer(): string;
  }

  class Friendly extends Agent {
    constructor() {
      super('Friendly');
    }
    @TrackTool('answer')
    protected answer(): string {
      return 'hello';
    }
  }

  it('may be decorated', () => {
    expect(new Friendly().handle()).toBe('Friendly: hello');
    expect(names()).toEqual(['execute_tool answer', 'botanu.run/Customer Support']);
    expect(telemetry.spans()[1]!.attributes['botanu.workflow']).toBe('Friendly.handle');
  });
});

describe('static methods', () => {
  @TrackTool({ provider: 'acme' })
  class Tools {
    static base = 'base';

    @TrackTool('shared')
    static shared(): string {
      return this.base;
    }
  }
  class More extends Tools {
    static override base = 'more';
  }

  it('may be decorated, take the options of the class, and see it as this', () => {
    expect(Tools.shared()).toBe('base');
    expect(telemetry.span('execute_tool shared').attributes['botanu.vendor']).toBe('acme');
  });

  it('are inherited', () => {
    expect(More.shared()).toBe('more');
    expect(names()).toEqual(['execute_tool shared']);
  });
});

describe('symbol-named methods', () => {
  const look = Symbol('look');

  class Tools {
    @TrackTool()
    [look](): string {
      return 'looked';
    }
    @TrackTool('read')
    *[Symbol.iterator](): Generator<number> {
      yield 1;
      yield 2;
    }
  }

  it('may be decorated', () => {
    expect(new Tools()[look]()).toBe('looked');
    expect([...new Tools()]).toEqual([1, 2]);
    expect(names()).toEqual(['execute_tool [look]', 'execute_tool read']);
  });
});
