import { BotanuUseCase, TrackLlm, TrackTool } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const names = (): string[] => telemetry.spans().map((span) => span.name);

@TrackTool()
class Tools {
  other: Tools | undefined;

  outer(): string {
    return this.inner();
  }
  inner(): string {
    return 'inner';
  }
  async outerAsync(): Promise<string> {
    await Promise.resolve();
    return this.innerAsync();
  }
  async innerAsync(): Promise<string> {
    await Promise.resolve();
    return 'inner';
  }
  async both(): Promise<string[]> {
    return Promise.all([this.innerAsync(), this.outerAsync()]);
  }
  *steps(): Generator<string> {
    yield this.inner();
    yield this.inner();
  }
  ofOther(): string {
    return this.other!.inner();
  }
  thereAndBack(): string {
    return this.other!.backTo(this);
  }
  backTo(first: Tools): string {
    return first.inner();
  }
  @TrackTool('refined')
  refined(): string {
    return this.inner();
  }
  callsRefined(): string {
    return this.refined();
  }
  fails(): never {
    throw new Error('boom');
  }
  survives(): string {
    try {
      return this.fails();
    } catch {
      return 'survived';
    }
  }
  later(): Promise<string> {
    return new Promise((resolve) => setTimeout(() => resolve(this.inner()), 5));
  }
  leavesBehind(heard: (value: string) => void): void {
    setTimeout(() => heard(this.inner()), 5);
  }
}

describe('a covered method that is called on the same instance', () => {
  it.each<[string, (tools: Tools) => unknown, string[]]>([
    ['opens none inside another', (tools) => tools.outer(), ['execute_tool outer']],
    ['opens none across awaits', (tools) => tools.outerAsync(), ['execute_tool outerAsync']],
    ['opens none in parallel', (tools) => tools.both(), ['execute_tool both']],
    ['opens none inside a generator', (tools) => [...tools.steps()], ['execute_tool steps']],
    ['opens none in a callback before the end', (tools) => tools.later(), ['execute_tool later']],
    [
      'opens one where it has a decorator of its own',
      (tools) => tools.callsRefined(),
      ['execute_tool refined', 'execute_tool callsRefined'],
    ],
    ['opens none inside one that has', (tools) => tools.refined(), ['execute_tool refined']],
    ['opens none where it throws', (tools) => tools.survives(), ['execute_tool survives']],
    [
      'opens one after the first has ended',
      (tools) => new Promise((resolve) => tools.leavesBehind(resolve)),
      ['execute_tool leavesBehind', 'execute_tool inner'],
    ],
    [
      'opens its own side by side',
      (tools) => [tools.inner(), tools.inner()],
      ['execute_tool inner', 'execute_tool inner'],
    ],
  ])('%s', async (_, call, expected) => {
    await call(new Tools());
    expect(names()).toEqual(expected);
  });

  it('is no failure of the outer one, which survived it', () => {
    new Tools().survives();
    expect(telemetry.span('execute_tool survives').status.code).toBe(0);
  });
});

describe('a covered method that is called on another instance', () => {
  const tools = Object.assign(new Tools(), { other: new Tools() });

  it('opens its own', () => {
    tools.ofOther();
    expect(names()).toEqual(['execute_tool inner', 'execute_tool ofOther']);
  });

  it('opens none where the first is still open further out', () => {
    tools.thereAndBack();
    expect(names()).toEqual(['execute_tool backTo', 'execute_tool thereAndBack']);
  });
});

describe('spans of other decorators', () => {
  @BotanuUseCase('Customer Support')
  @TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })
  class Agent {
    @TrackTool('look_up')
    lookUp(): string {
      return this.complete();
    }
    complete(): string {
      return 'answer';
    }
  }

  it('between two of the same do not matter', () => {
    new Agent().lookUp();
    expect(names()).toEqual(['execute_tool look_up', 'chat gpt-4o-mini', 'botanu.run/Customer Support']);
  });
});
