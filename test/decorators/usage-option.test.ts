import { TrackLlm } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

describe('usage', () => {
  const usages: unknown[][] = [];
  class Agent {
    price = 2;

    @TrackLlm({
      provider: 'acme',
      model: 'acme-1',
      usage(result, prompt) {
        usages.push([this.price, result, prompt]);
        return { inputTokens: prompt.length, outputTokens: result.text.length };
      },
    })
    async complete(prompt: string): Promise<{ text: string }> {
      return { text: `${prompt}!` };
    }

    @TrackLlm({ provider: 'acme', model: 'acme-1', usage: () => undefined })
    unknown(): void {}

    @TrackLlm({
      provider: 'acme',
      model: 'acme-1',
      usage: () => {
        throw new Error('boom');
      },
    })
    async throwing(): Promise<string> {
      return 'answer';
    }

    @TrackLlm({ provider: 'acme', model: 'acme-1', usage: false })
    none() {
      return {
        object: 'chat.completion',
        choices: [],
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      };
    }

    @TrackLlm({
      provider: 'acme',
      model: 'acme-1',
      usage(result) {
        return { inputTokens: this.perCall * result };
      },
    })
    static fixed(): number {
      return 3;
    }
    static perCall = 5;
  }
  const tokens = (): unknown => telemetry.span('chat acme-1').attributes['gen_ai.usage.input_tokens'];

  it('gets this, what the method settled to, and the arguments', async () => {
    expect(await new Agent().complete('Hello')).toEqual({ text: 'Hello!' });
    expect(usages).toEqual([[2, { text: 'Hello!' }, 'Hello']]);
    expect(telemetry.span('chat acme-1').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.output_tokens': 6,
    });
  });

  it('gets the class as this in a static method', () => {
    Agent.fixed();
    expect(tokens()).toBe(15);
  });

  it('may not know', () => {
    new Agent().unknown();
    expect(tokens()).toBeUndefined();
  });

  it('that throws is one warning', async () => {
    const warnings = await warningsOf(async () => {
      expect(await new Agent().throwing()).toBe('answer');
      await new Agent().throwing();
    });
    expect(warnings).toEqual([expect.stringMatching(/usage function threw \(Error: boom\)/)]);
  });

  it('that is false is not read from the response', () => {
    new Agent().none();
    expect(tokens()).toBeUndefined();
  });
});
