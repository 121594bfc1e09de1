import { SpanKind } from '@opentelemetry/api';
import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

interface Request {
  readonly model: string;
  readonly id: string;
}

class Service {
  constructor(readonly tenant = 'acme') {}

  @BotanuUseCase('Customer Support', {
    workflow: (request) => `support ${request.model}`,
    workflowVersion: () => '7',
    environment: () => 'staging',
    tenantId() {
      return this.tenant;
    },
    customerId: (request) => request.id,
    eventId: (request) => `event-${request.id}`,
    spanKind: () => SpanKind.CONSUMER,
    attributes: (request) => ({ 'app.model': request.model }),
    deadlineSeconds: () => 30,
  })
  run(_request: Request): void {}

  @BotanuUseCase('Customer Support')
  @BotanuOutcome({
    valueType: () => 'tickets_resolved',
    valueAmount: (amount) => amount,
    reason() {
      return `for ${this.tenant}`;
    },
  })
  outcome(_amount: number): void {}

  @TrackLlm({
    provider: () => 'openai',
    model: (request) => request.model,
    operation: () => 'embeddings',
    clientRequestId: (request) => request.id,
    attributes: (request) => ({ 'app.id': request.id }),
  })
  llm(_request: Request): void {}

  @TrackTool({
    name: (request) => `look_up_${request.id}`,
    toolCallId: (request) => request.id,
    type: () => 'function',
    provider: () => 'acme',
  })
  tool(_request: Request): void {}

  @TrackDb({
    system: () => 'postgresql',
    operation: () => 'select',
    database() {
      return this.tenant;
    },
    table: (request) => request.model,
    schema: () => 'public',
  })
  db(_request: Request): void {}

  @TrackStorage({
    system: () => 's3',
    operation: () => 'put',
    bucket() {
      return `${this.tenant}-files`;
    },
  })
  storage(): void {}

  @TrackMessaging({ system: () => 'sqs', operation: () => 'publish', destination: (to) => to })
  messaging(_to: string): void {}

  @TrackDb({ system: 'postgresql', operation: 'select', table: ({ table }) => table })
  destructured({ table }: { table: string }, limit = 10): string {
    return `${table} ${limit}`;
  }
}

const REQUEST: Request = { model: 'gpt-4o', id: '42' };

describe('options that are functions', () => {
  it.each<[string, (service: Service) => unknown, string, object]>([
    [
      'of a use case',
      (service) => service.run(REQUEST),
      'botanu.run/Customer Support',
      {
        'botanu.workflow': 'support gpt-4o',
        'botanu.workflow.version': '7',
        'botanu.environment': 'staging',
        'botanu.tenant_id': 'acme',
        'botanu.customer_id': '42',
        'botanu.event_id': 'event-42',
        'app.model': 'gpt-4o',
        'botanu.run.deadline_ts': expect.any(Number) as unknown,
      },
    ],
    [
      'of an outcome',
      (service) => service.outcome(3),
      'botanu.run/Customer Support',
      {
        'botanu.outcome.value_type': 'tickets_resolved',
        'botanu.outcome.value_amount': 3,
        'botanu.outcome.reason': 'for acme',
      },
    ],
    [
      'of a model call',
      (service) => service.llm(REQUEST),
      'embeddings gpt-4o',
      {
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'botanu.vendor.client_request_id': '42',
        'app.id': '42',
      },
    ],
    [
      'of a tool',
      (service) => service.tool(REQUEST),
      'execute_tool look_up_42',
      {
        'gen_ai.tool.call.id': '42',
        'gen_ai.tool.type': 'function',
        'botanu.vendor': 'acme',
      },
    ],
    [
      'of a database operation',
      (service) => service.db(REQUEST),
      'SELECT gpt-4o',
      {
        'db.system.name': 'postgresql',
        'db.namespace': 'acme',
        'db.collection.name': 'gpt-4o',
        'botanu.data.schema': 'public',
      },
    ],
    [
      'of a storage operation',
      (service) => service.storage(),
      'PUT acme-files',
      { 'botanu.storage.system': 's3' },
    ],
    [
      'of a message',
      (service) => service.messaging('replies'),
      'publish replies',
      { 'messaging.system': 'aws_sqs' },
    ],
    [
      'that take their arguments apart',
      (service) => service.destructured({ table: 'tickets' }),
      'SELECT tickets',
      {},
    ],
  ])('%s get this and the arguments', (_, call, name, attributes) => {
    call(new Service());
    expect(telemetry.span(name).attributes).toMatchObject(attributes);
  });

  it('sees each instance and each call for itself', () => {
    new Service('acme').storage();
    new Service('globex').storage();
    new Service('acme').storage();
    expect(telemetry.spans().map((span) => span.name)).toEqual([
      'PUT acme-files',
      'PUT globex-files',
      'PUT acme-files',
    ]);
  });

  it('see the arguments as given, before defaults', () => {
    const seen: unknown[] = [];
    class Tickets {
      @TrackDb({ system: 'postgresql', table: (...args) => void seen.push(args) })
      find(_id: string, limit = 10): number {
        return limit;
      }
    }
    expect(new Tickets().find('t-1')).toBe(10);
    expect(seen).toEqual([['t-1']]);
  });

  it('are called once a call, before the body', () => {
    const order: string[] = [];
    class Tickets {
      @TrackDb({
        system: 'postgresql',
        table: () => {
          order.push('option');
          return 'tickets';
        },
      })
      find(): void {
        order.push('body');
      }
    }
    new Tickets().find();
    expect(order).toEqual(['option', 'body']);
  });

  it('give undefined for what is not known', async () => {
    class Tickets {
      @TrackDb({ system: 'postgresql', operation: 'select', database: 'support', table: () => undefined })
      find(): void {}
    }
    expect(await warningsOf(() => new Tickets().find())).toEqual([]);
    expect(telemetry.span('SELECT support').attributes['db.collection.name']).toBeUndefined();
  });
});

describe('an option that throws', () => {
  class Tickets {
    @TrackDb({
      system: 'postgresql',
      operation: 'select',
      database: 'support',
      table: (ticket) => ticket!.table,
    })
    find(ticket: { table: string } | undefined): string {
      return ticket === undefined ? 'none' : 'one';
    }
  }

  it('is left out with one warning, and the call goes on', async () => {
    const tickets = new Tickets();
    const warnings = await warningsOf(() => {
      expect([tickets.find(undefined), tickets.find(undefined)]).toEqual(['none', 'none']);
      expect(tickets.find({ table: 'tickets' })).toBe('one');
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/'table' of @TrackDb on 'Tickets\.find' threw \(TypeError: .*left out/);
    expect(telemetry.spans().map((span) => span.name)).toEqual([
      'SELECT support',
      'SELECT support',
      'SELECT tickets',
    ]);
  });

  it.each<[string, (throwing: () => never) => () => unknown]>([
    [
      'BotanuUseCase',
      (throwing) => () => {
        class Agent {
          @BotanuUseCase('Customer Support', { eventId: throwing, tenantId: 'acme' })
          handle(): string {
            return 'handled';
          }
        }
        return new Agent().handle();
      },
    ],
    [
      'BotanuOutcome',
      (throwing) => () => {
        class Agent {
          @BotanuUseCase('Customer Support', { tenantId: 'acme' })
          @BotanuOutcome({ reason: throwing })
          handle(): string {
            return 'handled';
          }
        }
        return new Agent().handle();
      },
    ],
  ])('of %s does not keep the rest from being recorded', async (_, use) => {
    const warnings = await warningsOf(() => {
      const act = use(() => {
        throw new Error('boom');
      });
      expect(act()).toBe('handled');
    });
    expect(warnings).toHaveLength(1);
    expect(telemetry.span('botanu.run/Customer Support').attributes).toMatchObject({
      'botanu.tenant_id': 'acme',
      'botanu.outcome.status': 'success',
    });
  });
});
