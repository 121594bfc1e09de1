import { BotanuUseCase, TrackDb, TrackStorage, TrackTool } from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const names = (): string[] => telemetry.spans().map((span) => span.name);

describe('several decorators', () => {
  @BotanuUseCase('Customer Support')
  @TrackTool()
  @TrackStorage({ system: 's3', bucket: 'files', methods: ['save'] })
  class Service {
    save(): void {}
    load(): void {}
  }

  it('on a class cover each method as deep as they stand', () => {
    new Service().save();
    expect(names()).toEqual(['SAVE files', 'execute_tool save', 'botanu.run/Customer Support']);
    const [storage, tool, run] = telemetry.spans();
    expect(storage!.parentSpanContext?.spanId).toBe(tool!.spanContext().spanId);
    expect(tool!.parentSpanContext?.spanId).toBe(run!.spanContext().spanId);
    expect(run!.attributes['botanu.workflow']).toBe('Service.save');
  });

  it('on a method open a span each, the first outermost', async () => {
    class Agent {
      @BotanuUseCase('Customer Support')
      @TrackTool('look_up')
      @TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
      async find(): Promise<string> {
        return 'found';
      }
    }
    expect(await new Agent().find()).toBe('found');
    expect(names()).toEqual(['SELECT tickets', 'execute_tool look_up', 'botanu.run/Customer Support']);
  });

  it('twice the same on a method open two', () => {
    class Tools {
      @TrackTool('outer')
      @TrackTool('inner')
      use(): void {}
    }
    new Tools().use();
    expect(names()).toEqual(['execute_tool inner', 'execute_tool outer']);
  });

  it('on a class and another on a method open one each', () => {
    @BotanuUseCase('Customer Support')
    class Agent {
      @TrackTool('look_up')
      find(): void {}
    }
    new Agent().find();
    expect(names()).toEqual(['execute_tool look_up', 'botanu.run/Customer Support']);
  });
});
