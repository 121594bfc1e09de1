import {
  BotanuUseCase,
  currentTracker,
  getRunContext,
  getRunId,
  injectRunContext,
  type RunContext,
  runUseCase,
  TrackTool,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const SUPPORT = 'botanu.run/Customer Support';
const names = (): string[] => telemetry.spans().map(({ name }) => name);

interface Ticket {
  readonly id: string;
}

class Agent {
  seen: (RunContext | undefined)[] = [];
  other: Agent | undefined;

  @BotanuUseCase('Customer Support', { eventId: (ticket) => ticket.id })
  async handle(_ticket: Ticket, next: () => unknown = () => undefined): Promise<unknown> {
    this.seen.push(getRunContext());
    await Promise.resolve();
    return next();
  }
  @BotanuUseCase('Customer Support', { eventId: (ticket) => ticket.id, attributes: { 'app.step': 'retry' } })
  again(_ticket: Ticket): string | undefined {
    return getRunId();
  }
  @BotanuUseCase('Customer Support')
  plain(): string | undefined {
    return getRunId();
  }
  @BotanuUseCase('Customer Support', { tenantId: 'globex' })
  forAnotherTenant(): string | undefined {
    return getRunId();
  }
  @BotanuUseCase('Customer Support', { workflow: 'another' })
  byAnotherWorkflow(): string | undefined {
    return getRunId();
  }
  @BotanuUseCase('Refund')
  refund(): string | undefined {
    return getRunId();
  }
  @BotanuUseCase('Customer Support', { carrier: (headers) => headers })
  fromCarrier(_headers: Record<string, string>): string | undefined {
    return getRunId();
  }
  @TrackTool('through')
  through(): string | undefined {
    return this.plain();
  }
  @BotanuUseCase('Customer Support')
  async fails(): Promise<never> {
    throw new Error('boom');
  }
  @BotanuUseCase('Customer Support')
  *steps(): Generator<string | undefined> {
    yield getRunId();
  }
  @BotanuUseCase('Customer Support')
  static start(): (string | undefined)[] {
    return [getRunId(), this.next()];
  }
  @BotanuUseCase('Customer Support')
  static next(): string | undefined {
    return getRunId();
  }
}

const TICKET = { id: 't-1' };

describe('a use case that is entered inside a run of the same', () => {
  it.each<[string, (agent: Agent) => unknown]>([
    ['with no options of its own', (agent) => agent.plain()],
    ['with equal options', (agent) => agent.again({ id: 't-1' })],
    ['through another tracked method', (agent) => agent.through()],
    ['as a generator', (agent) => [...agent.steps()][0]],
    ['in parallel branches', async (agent) => (await Promise.all([1, 2].map(async () => agent.plain())))[1]],
  ])('on the same this joins it: %s', async (_, call) => {
    const agent = new Agent();
    const runId = await agent.handle(TICKET, () => call(agent));
    expect(runId).toBe(telemetry.span(SUPPORT).attributes['botanu.run_id']);
  });

  it('writes the attributes of the one that joins on the run', async () => {
    const agent = new Agent();
    await agent.handle(TICKET, () => agent.again(TICKET));
    expect(telemetry.span(SUPPORT).attributes['app.step']).toBe('retry');
  });

  it('on the same class joins it, for static methods', () => {
    const [outer, inner] = Agent.start();
    expect(inner).toBe(outer);
    expect(names()).toEqual([SUPPORT]);
  });

  it('leaves the outcome to the run that it joined', async () => {
    const agent = new Agent();
    await agent.handle(TICKET, () => agent.fails().catch(() => 'survived'));
    expect(telemetry.span(SUPPORT).attributes['botanu.outcome.status']).toBe('success');
    expect(telemetry.span(SUPPORT).status.code).toBe(0);
  });
});

describe('a use case that opens a child run', () => {
  const other = new Agent();

  it.each<[string, (agent: Agent) => unknown]>([
    ['is another', (agent) => agent.refund()],
    ['is on another instance', () => other.plain()],
    ['has another event', (agent) => agent.again({ id: 't-2' })],
    ['has another tenant', (agent) => agent.forAnotherTenant()],
    ['has another workflow', (agent) => agent.byAnotherWorkflow()],
    ['is a function of the same name', () => runUseCase('Customer Support', () => getRunId())],
    ['is a static method', () => Agent.next()],
  ])('%s', async (_, call) => {
    const agent = new Agent();
    const childId = await agent.handle(TICKET, () => call(agent));
    const [child, parent] = telemetry.spans();
    expect(telemetry.spans()).toHaveLength(2);
    expect(child!.attributes).toMatchObject({
      'botanu.run_id': childId,
      'botanu.parent_run_id': parent!.attributes['botanu.run_id'],
      'botanu.root_run_id': parent!.attributes['botanu.run_id'],
    });
    expect(child!.attributes['botanu.run_id']).not.toBe(parent!.attributes['botanu.run_id']);
    expect(child!.parentSpanContext?.spanId).toBe(parent!.spanContext().spanId);
  });

  it('keeps the root over several levels', async () => {
    const agents = [new Agent(), new Agent(), new Agent()] as const;
    await agents[0].handle(TICKET, () => agents[1].handle(TICKET, () => agents[2].handle(TICKET)));
    const [innermost, middle, root] = telemetry.spans().map((span) => span.attributes);
    expect(innermost!['botanu.root_run_id']).toBe(root!['botanu.run_id']);
    expect(innermost!['botanu.parent_run_id']).toBe(middle!['botanu.run_id']);
    expect(middle!['botanu.parent_run_id']).toBe(root!['botanu.run_id']);
    expect(root!['botanu.parent_run_id']).toBeUndefined();
  });

  it('has its own outcome', async () => {
    const agent = new Agent();
    await agent.handle(TICKET, () => new Agent().fails().catch(() => 'survived'));
    expect(telemetry.spans().map((span) => span.attributes['botanu.outcome.status'])).toEqual([
      'failed',
      'success',
    ]);
  });

  it('is the run of what it calls, and the outer one is afterwards', async () => {
    const agent = new Agent();
    const [outerBefore, inner, outerAfter] = (await agent.handle(TICKET, () => [
      getRunId(),
      agent.refund(),
      getRunId(),
    ])) as string[];
    expect(outerAfter).toBe(outerBefore);
    expect(inner).not.toBe(outerBefore);
  });
});

describe('a use case with a carrier', () => {
  const headersOfRun = async (): Promise<Record<string, string>> => {
    const headers: Record<string, string> = {};
    await new Agent().handle(TICKET, () => injectRunContext(headers));
    return headers;
  };

  it('continues the run that the headers name', async () => {
    const headers = await headersOfRun();
    const agent = new Agent();
    agent.fromCarrier(headers);
    const [sender, receiver] = telemetry.spans();
    expect(receiver!.spanContext().traceId).toBe(sender!.spanContext().traceId);
    expect(receiver!.attributes['botanu.root_run_id']).toBe(sender!.attributes['botanu.root_run_id']);
  });

  it('that says nothing opens a run of its own', () => {
    new Agent().fromCarrier({});
    expect(telemetry.span(SUPPORT).attributes['botanu.parent_run_id']).toBeUndefined();
  });
});

describe('a use case that is entered in the context of a run that has ended', () => {
  const leftBehind = (leave: (agent: Agent, done: (runId: unknown) => void) => unknown): Promise<unknown> => {
    const agent = new Agent();
    return new Promise((done) => void agent.handle(TICKET, () => leave(agent, done)));
  };

  it('opens a root run of its own that links to it', async () => {
    await leftBehind((agent, done) => void setTimeout(() => done(agent.plain()), 2));
    const [first, second] = telemetry.spans();
    expect(names()).toEqual([SUPPORT, SUPPORT]);
    expect(second!.attributes['botanu.run_id']).not.toBe(first!.attributes['botanu.run_id']);
    expect(second!.attributes['botanu.root_run_id']).toBe(second!.attributes['botanu.run_id']);
    expect(second!.attributes['botanu.parent_run_id']).toBeUndefined();
    expect(second!.parentSpanContext).toBeUndefined();
    expect(second!.spanContext().traceId).not.toBe(first!.spanContext().traceId);
    expect(second!.links.map(({ context }) => context.spanId)).toEqual([first!.spanContext().spanId]);
  });

  it('does so again for a timer of that one', async () => {
    await leftBehind(
      (agent, done) =>
        void setTimeout(
          () => void agent.handle(TICKET, () => void setTimeout(() => done(agent.plain()), 2)),
          2,
        ),
    );
    const roots = telemetry.spans().map((span) => span.attributes['botanu.root_run_id']);
    expect(new Set(roots).size).toBe(3);
    expect(telemetry.spans()[2]!.links).toHaveLength(1);
  });
});

it('a run of a generator that is read by another run belongs to where it was called', () => {
  class Reader {
    @BotanuUseCase('Reading')
    read(steps: Generator): unknown[] {
      return [getRunId(), ...steps, currentTracker('run').run.useCase];
    }
  }
  const [readerId, stepsId, useCase] = new Reader().read(new Agent().steps());
  const [steps, reader] = telemetry.spans();
  expect(steps!.attributes['botanu.run_id']).toBe(stepsId);
  expect(reader!.attributes['botanu.run_id']).toBe(readerId);
  expect(useCase).toBe('Reading');
  expect(steps!.attributes['botanu.parent_run_id']).toBeUndefined();
});
