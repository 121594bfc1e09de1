import { BotanuUseCase, currentTracker, getBotanuMetadata, TrackDb, TrackLlm, TrackTool } from 'botanu';
import type { Anywhere } from '../support/every-decorator';
import { startTelemetry, type Telemetry } from '../support/telemetry';
import { thrownBy } from '../support/thrown-by';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

class Agent {
  constructor(readonly model = 'gpt-4o-mini') {}

  @TrackLlm({
    provider: 'openai',
    model() {
      return this.model;
    },
  })
  complete = async (prompt: string, tracker = currentTracker('llm')): Promise<string> => {
    tracker.setTokens({ inputTokens: prompt.length });
    return `${this.model}: ${prompt}`;
  };

  @TrackTool('plain')
  plain = function (this: unknown, value: unknown): unknown[] {
    return [this, value];
  };

  @TrackTool('secret')
  #secret = (): string => this.model;

  @TrackTool('shared')
  static shared = (): string => 'shared';

  @TrackTool('stacked')
  @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
  stacked = (): string => 'stacked';

  @TrackTool('steps')
  steps = function* (): Generator<number> {
    yield 1;
  };

  secret(): string {
    return this.#secret();
  }
}

const names = (): string[] => telemetry.spans().map(({ name }) => name);

describe('a field that holds a function', () => {
  it.each<[string, (agent: Agent) => unknown, unknown, string[]]>([
    ['an arrow function', (agent) => agent.complete('hello'), 'gpt-4o: hello', ['chat gpt-4o']],
    ['a private one', (agent) => agent.secret(), 'gpt-4o', ['execute_tool secret']],
    ['a static one', () => Agent.shared(), 'shared', ['execute_tool shared']],
    ['several decorators', (agent) => agent.stacked(), 'stacked', ['SELECT tickets', 'execute_tool stacked']],
    ['a generator', (agent) => [...agent.steps()], [1], ['execute_tool steps']],
  ])('may be decorated: %s', async (_, call, expected, spans) => {
    expect(await call(new Agent('gpt-4o'))).toEqual(expected);
    expect(names()).toEqual(spans);
  });

  it('may be taken from its instance, whose options it still sees', async () => {
    const { complete } = new Agent('gpt-4o');
    expect(await complete('hello')).toBe('gpt-4o: hello');
    expect(names()).toEqual(['chat gpt-4o']);
    expect(telemetry.spans()[0]!.attributes['gen_ai.usage.input_tokens']).toBe(5);
  });

  it('has the this that it is called with', () => {
    const agent = new Agent();
    const { plain } = agent;
    expect(agent.plain(1)[0]).toBe(agent);
    expect(plain(2)).toEqual([undefined, 2]);
    expect(plain.call('text', 3)).toEqual(['text', 3]);
    expect(names()).toHaveLength(3);
  });

  it('is one function for each instance', () => {
    expect(new Agent().complete).not.toBe(new Agent().complete);
    expect(new Agent().complete.name).toBe('complete');
    expect(new Agent().complete).toHaveLength(1);
    expect(getBotanuMetadata(new Agent().stacked)).toMatchObject({
      tool: { name: 'stacked' },
      db: { table: 'tickets' },
    });
  });

  it('takes what it leaves out from its class', () => {
    @TrackTool({ provider: 'acme' })
    class Tools {
      @TrackTool('use')
      use = (): string => 'used';
    }
    expect(new Tools().use()).toBe('used');
    expect(telemetry.span('execute_tool use').attributes['botanu.vendor']).toBe('acme');
  });

  it('joins the run that its instance is in', () => {
    class Support {
      @BotanuUseCase('Customer Support')
      handle(): string {
        return this.again();
      }
      @BotanuUseCase('Customer Support')
      again = (): string => 'again';
    }
    expect(new Support().handle()).toBe('again');
    expect(names()).toEqual(['botanu.run/Customer Support']);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'text'],
    ['an object', {}],
  ])('that holds %s instead says so when an instance is made', (_, value) => {
    class Cart {
      @(TrackTool() as Anywhere)
      total: unknown = value;
    }
    const error = thrownBy(() => new Cart());
    expect(error.code).toBe('DECORATOR_MISPLACED');
    expect(error.message).toMatch(
      /^@TrackTool\(\) cannot be applied to the field 'total', which holds no function\. .*Put it on a method/,
    );
  });
});
