import {
  BotanuOutcome,
  BotanuUseCase,
  DBTracker,
  InjectTracker,
  LLMTracker,
  MessagingTracker,
  RunTracker,
  SpanTracker,
  startLlmCall,
  StorageTracker,
  ToolTracker,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

class Agent {
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  llm(prompt: string, @InjectTracker() tracker?: LLMTracker): unknown {
    if (tracker instanceof LLMTracker) tracker.setTokens({ inputTokens: prompt.length });
    return tracker;
  }
  @TrackTool()
  tool(@InjectTracker() tracker?: ToolTracker): unknown {
    return tracker;
  }
  @TrackDb({ system: 'postgresql' })
  db(_sql: string, _limit?: number, @InjectTracker() tracker?: DBTracker, ...rest: unknown[]): unknown {
    return rest.length === 0 ? tracker : rest;
  }
  @TrackStorage({ system: 's3' })
  storage(@InjectTracker() tracker?: StorageTracker): unknown {
    return tracker;
  }
  @TrackMessaging({ system: 'sqs' })
  messaging(@InjectTracker() tracker?: MessagingTracker): unknown {
    return tracker;
  }
  @BotanuUseCase('Customer Support')
  run(@InjectTracker() tracker?: RunTracker): unknown {
    return tracker;
  }
  @BotanuUseCase('Customer Support')
  joined(@InjectTracker() tracker?: RunTracker): unknown {
    return [tracker, this.run()];
  }
  @BotanuUseCase('Customer Support')
  @TrackTool()
  outerAndInner(@InjectTracker() tracker?: SpanTracker): unknown {
    return tracker;
  }
  @BotanuOutcome()
  @TrackTool()
  underOutcome(@InjectTracker() tracker?: SpanTracker): unknown {
    return tracker;
  }
  @TrackTool()
  @BotanuOutcome()
  overOutcome(@InjectTracker() tracker?: SpanTracker): unknown {
    return tracker;
  }
  @TrackTool()
  counted(first: unknown, second?: unknown, @InjectTracker() tracker?: ToolTracker): unknown {
    return [first, second, tracker instanceof ToolTracker];
  }
  undecorated(@InjectTracker() tracker?: SpanTracker): unknown {
    return tracker;
  }
  @TrackTool('steps')
  *steps(@InjectTracker() tracker?: ToolTracker): Generator {
    yield tracker;
  }
  @TrackTool('static')
  static tool(@InjectTracker() tracker?: ToolTracker): unknown {
    return tracker;
  }
}

describe('the parameter', () => {
  it.each<[string, (agent: Agent) => unknown, unknown]>([
    ['of a model call', (agent) => agent.llm('prompt'), LLMTracker],
    ['of a tool', (agent) => agent.tool(), ToolTracker],
    ['of a database operation, past the arguments given', (agent) => agent.db('SELECT 1'), DBTracker],
    ['of a storage operation', (agent) => agent.storage(), StorageTracker],
    ['of a messaging operation', (agent) => agent.messaging(), MessagingTracker],
    ['of a use case', (agent) => agent.run(), RunTracker],
    ['of a generator', (agent) => [...agent.steps()][0], ToolTracker],
    ['of a static method', () => Agent.tool(), ToolTracker],
    ['of several decorators: the innermost', (agent) => agent.outerAndInner(), ToolTracker],
    ['of a decorator under an outcome', (agent) => agent.underOutcome(), ToolTracker],
    ['of a decorator over an outcome', (agent) => agent.overOutcome(), ToolTracker],
  ])('%s is the tracker', (_, call, kind) => {
    expect(call(new Agent())).toBeInstanceOf(kind);
  });

  it('is the tracker of this very call', () => {
    new Agent().llm('four');
    new Agent().llm('four4');
    expect(telemetry.spans().map((span) => span.attributes['gen_ai.usage.input_tokens'])).toEqual([4, 5]);
  });

  it('of a use case that joins is the tracker of the run', () => {
    const [outer, inner] = new Agent().joined() as [RunTracker, RunTracker];
    expect(inner).toBe(outer);
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('leaves the other arguments where they are', () => {
    expect(new Agent().counted('a')).toEqual(['a', undefined, true]);
    expect(new Agent().db('SELECT 1', 1, undefined, 'rest')).toEqual(['rest']);
  });

  it.each<[string, () => unknown]>([
    ['a value', () => 'mine'],
    ['null', () => null],
    ['a tracker that is open', () => startLlmCall({ provider: 'openai', model: 'gpt-4o' })],
  ])('that the caller gave stays: %s', (_, make) => {
    const given = make();
    expect(new Agent().llm('prompt', given as LLMTracker)).toBe(given);
    expect(new Agent().outerAndInner(given as SpanTracker)).toBe(given);
  });

  it('stays empty on a method without a decorator of ours', () => {
    expect(new Agent().undecorated()).toBeUndefined();
  });

  it('stays empty where nothing is recorded', async () => {
    await telemetry.stop();
    expect(new Agent().llm('prompt')).toBeUndefined();
  });

  it('is there for methods that a class decorator covers', () => {
    @TrackTool()
    class Tools {
      outer(): unknown {
        return this.use();
      }
      use(@InjectTracker() tracker?: ToolTracker): unknown {
        return tracker;
      }
    }
    expect(new Tools().use()).toBeInstanceOf(ToolTracker);
    expect(new Tools().outer()).toBeInstanceOf(ToolTracker);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['execute_tool use', 'execute_tool outer']);
  });

  it('is not inherited by an override that does not ask for it', () => {
    class Sub extends Agent {
      @TrackTool()
      override tool(other?: unknown): unknown {
        return other;
      }
    }
    expect(new Sub().tool()).toBeUndefined();
  });
});
