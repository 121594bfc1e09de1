import { Controller, Get, Param, ParseIntPipe, type Type, UseGuards, UseInterceptors } from '@nestjs/common';
import { InjectTracker, SpanTracker } from 'botanu';
import { everyOrder } from './every-order';
import type { AnyDecorator, OurDecorators } from './our-decorators';
import { Tickets } from './tickets';
import { HandlerInterceptor, Role, Roles, RolesGuard } from './roles';

/** The path of a controller with our decorators, and of one with the same others in the same order. */
export interface HandlerTwins {
  readonly order: string;
  readonly path: string;
  readonly plainPath: string;
  /** Spans that a call opens. */
  readonly spans: number;
  /** What the handler was given, call by call. */
  readonly trackers: readonly unknown[];
}

const NEST_DECORATORS = {
  Get: Get(':id'),
  UseGuards: UseGuards(RolesGuard),
  SetMetadata: Roles('agent'),
  UseInterceptors: UseInterceptors(HandlerInterceptor),
};

export type NestDecoratorName = keyof typeof NEST_DECORATORS;

/** For every order of our decorators among some of Nest's above a handler: a controller with ours, and one without. */
export function handlerTwins(
  nestDecorators: readonly NestDecoratorName[],
  ourDecorators: readonly OurDecorators[],
): {
  twins: HandlerTwins[];
  controllers: Type[];
} {
  const controllers: Type[] = [];
  const serve = (decorators: readonly MethodDecorator[]): Served => {
    const served = controllerAt(`handlers-${controllers.length}`, decorators);
    controllers.push(served.controller);
    return served;
  };
  const plain = new Map<string, Served>();
  const plainTwin = (order: readonly NestDecoratorName[]): Served => {
    const key = order.join();
    const served = plain.get(key) ?? serve(order.map((name) => NEST_DECORATORS[name]));
    plain.set(key, served);
    return served;
  };

  const twins = ourDecorators.flatMap(({ name, decorators, spans }) =>
    everyOrder([...nestDecorators, ...decorators]).map((order): HandlerTwins => {
      const { path, trackers } = serve(order.map((one) => (isName(one) ? NEST_DECORATORS[one] : one)));
      const plainPath = plainTwin(order.filter(isName)).path;
      return {
        order: order.map((one) => (isName(one) ? one : name)).join(', '),
        path,
        plainPath,
        spans,
        trackers,
      };
    }),
  );
  return { twins, controllers };
}

const isName = (one: NestDecoratorName | AnyDecorator): one is NestDecoratorName => typeof one === 'string';

interface Served {
  readonly controller: Type;
  readonly path: string;
  readonly trackers: readonly unknown[];
}

function controllerAt(path: string, decorators: readonly MethodDecorator[]): Served {
  const trackers: unknown[] = [];

  @Controller(path)
  class TicketController {
    constructor(private readonly tickets: Tickets) {}

    async find(
      @Param('id', ParseIntPipe) id: number,
      @Role() role: string,
      @InjectTracker() tracker?: SpanTracker,
    ): Promise<object> {
      trackers.push(tracker);
      return { ticket: this.tickets.find(id), type: typeof id, role };
    }
  }

  // As the compiler applies those that are written above a method: the last of them first, after the parameters'.
  const { prototype } = TicketController;
  const written = Object.getOwnPropertyDescriptor(prototype, 'find')!;
  const decorated = Reflect.decorate([...decorators], prototype, 'find', written);
  Object.defineProperty(prototype, 'find', decorated);
  return { controller: TicketController, path, trackers };
}
