// Checked by the compiler alone, in both dialects: what a decorator's callbacks know of their method.
import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { typed } from './expect-type';

interface Request {
  readonly model: string;
  readonly headers: Record<string, string>;
}
interface Answer {
  readonly text: string;
  readonly tokens: number;
}

export class Agent {
  #secret = 'secret';
  private readonly hidden: number = 1;
  protected readonly guarded: boolean = true;
  readonly tenant: string = 'acme';

  @BotanuUseCase('Customer Support', {
    eventId(request) {
      typed<Agent>()(this);
      return typed<Request>()(request).model;
    },
    customerId() {
      return `${this.#secret} ${typed<number>()(this.hidden)} ${typed<boolean>()(this.guarded)}`;
    },
    carrier: (request, times) => (typed<number>()(times) > 1 ? request.headers : undefined),
    deadlineSeconds: (_request, times) => times,
    attributes: (request) => ({ model: request.model }),
  })
  async handle(request: Request, times: number): Promise<Answer> {
    return { text: request.model, tokens: times };
  }

  @BotanuOutcome({
    valueAmount: (...lines) => typed<string[]>()(lines).length,
    reason() {
      return this.tenant;
    },
  })
  rest(...lines: string[]): number {
    return lines.length;
  }

  @TrackLlm({
    provider: 'openai',
    model: (request) => request.model,
    usage(result, request, optional) {
      typed<Agent>()(this);
      typed<Request>()(request);
      typed<number | undefined>()(optional);
      return { inputTokens: typed<Answer>()(result).tokens };
    },
  })
  async complete(request: Request, optional?: number): Promise<Answer> {
    return { text: request.model, tokens: optional ?? 0 };
  }

  @TrackLlm({ usage: (result) => ({ inputTokens: typed<number>()(result) }) })
  sync(): number {
    return 1;
  }

  @TrackLlm({ usage: (result) => ({ inputTokens: typed<Answer>()(result).tokens }) })
  *generator(): Generator<string, Answer> {
    yield 'a';
    return { text: 'a', tokens: 1 };
  }

  @TrackLlm({ usage: (result) => ({ inputTokens: typed<Answer>()(result).tokens }) })
  async *asyncGenerator(): AsyncGenerator<string, Answer> {
    yield 'a';
    return { text: 'a', tokens: 1 };
  }

  @TrackLlm({ usage: (result) => ({ inputTokens: typed<Answer>()(result).tokens }) })
  thenable(): PromiseLike<Answer> {
    return Promise.resolve({ text: 'a', tokens: 1 });
  }

  @TrackLlm({ usage: (result) => ({ inputTokens: typed<Answer>()(result).tokens }) })
  async promisedGenerator(): Promise<Generator<string, Answer>> {
    return this.generator();
  }

  @TrackTool({ name: (id) => id, toolCallId: (_id, { call }) => typed<string>()(call) })
  tool(id: string, { call }: { call: string }): string {
    return id + call;
  }

  @TrackTool('look_up', { toolCallId: (id) => typed<string>()(id) })
  named(id: string): string {
    return id;
  }

  @TrackDb({
    system: 'postgresql',
    table: (table) => typed<'a' | 'b'>()(table),
    database() {
      return this.tenant;
    },
  })
  db(table: 'a' | 'b'): string {
    return table;
  }

  @TrackStorage({ system: 's3', bucket: (bucket) => bucket })
  storage(bucket: string): string {
    return bucket;
  }

  @TrackMessaging({ system: 'sqs', carrier: (message) => message.headers, destination: () => undefined })
  messaging(message: Request): Request {
    return message;
  }

  @TrackDb({
    system: 'postgresql',
    table(table) {
      return typed<typeof Agent>()(this).prefix + table;
    },
  })
  static load(table: string): string {
    return table;
  }
  static readonly prefix: string = 'app_';

  @TrackTool({ name: () => 'iterate' })
  *[Symbol.iterator](): Generator<number> {
    yield 1;
  }

  @TrackLlm({ usage: false })
  @TrackLlm({ usage: 'auto' })
  generic<T extends object>(value: T): T {
    return value;
  }
}

@BotanuUseCase('Customer Support', { tenantId: 'acme', methods: ['handle'] })
@TrackLlm({
  provider: 'openai',
  model(this: Covered, request: Request) {
    return this.prefix + request.model;
  },
})
export abstract class Covered {
  readonly prefix: string = 'my-';
  protected constructor(readonly name: string) {}
  protected abstract handle(): void;
}

@TrackTool()
export class PrivatelyMade {
  static readonly only = new PrivatelyMade();
  private constructor() {}
}

export class Mistakes {
  // @ts-expect-error -- without its parentheses
  @TrackLlm
  bare(): void {}

  // @ts-expect-error -- without its parentheses
  @BotanuUseCase
  bareUseCase(): void {}

  // @ts-expect-error -- without its name
  @BotanuUseCase()
  unnamed(): void {}

  // @ts-expect-error -- no such option
  @TrackLlm({ modle: 'gpt-4o' })
  misspelt(): void {}

  // @ts-expect-error -- not of that type
  @TrackLlm({ model: 5 })
  wrongType(): void {}

  // @ts-expect-error -- gives another type
  @TrackLlm({ model: (n) => n })
  wrongResult(_n: number): void {}

  // @ts-expect-error -- options are found out at once, not in a while
  @TrackLlm({ model: async () => 'gpt-4o' })
  notYet(): void {}

  // @ts-expect-error -- the argument has no such member
  @TrackDb({ table: (id) => id.table })
  noSuchMember(_id: string): void {}

  @TrackDb({
    table() {
      // @ts-expect-error -- nor has this
      return this.table as string;
    },
  })
  noSuchThis(): void {}

  // @ts-expect-error -- usage of what there is not
  @TrackLlm({ usage: (result) => ({ inputTokens: result.tokens }) })
  noSuchResult(): string {
    return '';
  }

  // @ts-expect-error -- nor may it give what is no usage
  @TrackLlm({ usage: () => 5 })
  noUsage(): void {}

  // @ts-expect-error -- a field that holds no function
  @TrackTool()
  field = 5;
}

// @ts-expect-error -- a class without its parentheses
@TrackLlm
export class Bare {}
