import { BotanuUseCase, currentTracker, TrackLlm, TrackTool } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

class Agent {
  readonly #model = 'gpt-4o-mini';

  async handle(): Promise<string> {
    return `${await this.#complete('hello')}, ${Agent.#shared()}, ${[...this.#steps()].join('')}`;
  }

  @TrackLlm({
    provider: 'openai',
    model() {
      return this.#model;
    },
  })
  async #complete(prompt: string, tracker = currentTracker('llm')): Promise<string> {
    tracker.setTokens({ inputTokens: prompt.length });
    return prompt.toUpperCase();
  }

  @TrackTool('shared')
  static #shared(): string {
    return this.name;
  }

  @TrackTool()
  *#steps(): Generator<string> {
    yield 'a';
    yield 'b';
  }

  @BotanuUseCase('Customer Support')
  #fails(): never {
    throw new Error(this.#model);
  }

  fails(): never {
    return this.#fails();
  }

  static describe(): unknown[] {
    const agent = new Agent();
    return [agent.#complete.name, agent.#complete.length, agent.#complete === agent.#complete];
  }
}

describe('a #private method', () => {
  it('may be decorated', async () => {
    expect(await new Agent().handle()).toBe('HELLO, Agent, ab');
    expect(telemetry.spans().map(({ name }) => name)).toEqual([
      'chat gpt-4o-mini',
      'execute_tool shared',
      'execute_tool #steps',
    ]);
    expect(telemetry.span('chat gpt-4o-mini').attributes['gen_ai.usage.input_tokens']).toBe(5);
  });

  it('that throws ends its span once', () => {
    expect(() => new Agent().fails()).toThrow('gpt-4o-mini');
    expect(telemetry.span('botanu.run/Customer Support').attributes).toMatchObject({
      'botanu.outcome.status': 'failed',
      'botanu.workflow': 'Agent.#fails',
    });
  });

  it('keeps its name and length', () => {
    expect(Agent.describe()).toEqual(['#complete', 1, true]);
  });

  it('takes what it leaves out from its class', () => {
    @TrackLlm({ provider: 'openai', model: 'gpt-4o' })
    class Decorated {
      ask(): string {
        return this.#complete();
      }
      @TrackLlm({ operation: 'embeddings' })
      #complete(): string {
        return 'vector';
      }
    }
    expect(new Decorated().ask()).toBe('vector');
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['embeddings gpt-4o', 'chat gpt-4o']);
  });
});
