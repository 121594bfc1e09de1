import 'reflect-metadata';
import { Reflector } from '@nestjs/core';
import {
  BotanuOutcome,
  BotanuUseCase,
  getBotanuMetadata,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';

const model = (request: { model: string }): string => request.model;

@BotanuUseCase('Customer Support', { workflow: 'support' })
@TrackTool({ provider: 'acme', methods: ['search'] })
class Agent {
  @BotanuUseCase('Ticket', { eventId: 't-1' })
  @BotanuOutcome({ valueType: 'tickets_resolved' })
  @TrackLlm({ provider: 'openai', model })
  @TrackDb({ system: 'postgresql', table: 'tickets' })
  @TrackStorage({ system: 's3', bucket: 'files' })
  @TrackMessaging({ system: 'sqs', destination: 'replies' })
  everything(_request: { model: string }): void {}

  @TrackTool('look_up', { toolCallId: '1' })
  lookUp(): void {}

  search(): void {}

  _plain(): void {}
}

class SubAgent extends Agent {}

describe('getBotanuMetadata', () => {
  it.each<[string, object, unknown]>([
    [
      'a class',
      Agent,
      { useCase: { name: 'Customer Support', workflow: 'support' }, tool: { provider: 'acme' } },
    ],
    [
      'a subclass',
      SubAgent,
      { useCase: { name: 'Customer Support', workflow: 'support' }, tool: { provider: 'acme' } },
    ],
    [
      'a method',
      Agent.prototype.lookUp,
      {
        useCase: { name: 'Customer Support', workflow: 'support' },
        tool: { name: 'look_up', toolCallId: '1' },
      },
    ],
    [
      'a covered method',
      Agent.prototype.search,
      {
        useCase: { name: 'Customer Support', workflow: 'support' },
        tool: { provider: 'acme' },
      },
    ],
    [
      'a method with all of them',
      Agent.prototype.everything,
      {
        useCase: { name: 'Ticket', eventId: 't-1' },
        outcome: { valueType: 'tickets_resolved' },
        llm: { provider: 'openai', model },
        db: { system: 'postgresql', table: 'tickets' },
        storage: { system: 's3', bucket: 'files' },
        messaging: { system: 'sqs', destination: 'replies' },
      },
    ],
    ['a method that is not covered', Agent.prototype._plain, undefined],
    ['an undecorated class', class {}, undefined],
    ['an undecorated function', () => undefined, undefined],
  ])('tells what was given on %s', (_, target, expected) => {
    expect(getBotanuMetadata(target)).toEqual(expected);
  });

  it('cannot be used to change it', () => {
    const metadata = getBotanuMetadata(Agent)!;
    expect(() => Object.assign(metadata, { llm: {} })).toThrow(TypeError);
    expect(() => Object.assign(metadata.tool!, { name: 'other' })).toThrow(TypeError);
  });

  it('does not hold on to the options object that was given', () => {
    const options = { provider: 'acme' };
    class Tools {
      @TrackTool(options)
      use(): void {}
    }
    options.provider = 'other';
    expect(getBotanuMetadata(Tools.prototype.use)?.tool).toEqual({ provider: 'acme' });
  });
});

describe("Nest's Reflector", () => {
  const reflector = new Reflector();

  it.each<[string, { readonly KEY: string }, unknown]>([
    ['BotanuUseCase', BotanuUseCase, { name: 'Ticket', eventId: 't-1' }],
    ['BotanuOutcome', BotanuOutcome, { valueType: 'tickets_resolved' }],
    ['TrackLlm', TrackLlm, { provider: 'openai', model }],
    ['TrackDb', TrackDb, { system: 'postgresql', table: 'tickets' }],
    ['TrackStorage', TrackStorage, { system: 's3', bucket: 'files' }],
    ['TrackMessaging', TrackMessaging, { system: 'sqs', destination: 'replies' }],
    ['TrackTool', TrackTool, undefined],
  ])('reads %s by the decorator and by its key', (_, decorator, expected) => {
    const method = Agent.prototype.everything;
    expect(reflector.get(decorator as never, method)).toEqual(expected);
    expect(reflector.get(decorator.KEY, method)).toEqual(expected);
  });

  it('reads the method before its class', () => {
    const targets = [Agent.prototype.lookUp, Agent];
    expect(reflector.getAllAndOverride(TrackTool.KEY, targets)).toEqual({ name: 'look_up', toolCallId: '1' });
    expect(reflector.getAllAndOverride(BotanuUseCase.KEY, [Agent.prototype._plain, Agent])).toEqual({
      name: 'Customer Support',
      workflow: 'support',
    });
  });
});
