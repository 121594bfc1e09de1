import {
  type BeforeApplicationShutdown,
  Controller,
  Get,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
  Param,
  ParseIntPipe,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { from, type Observable } from 'rxjs';
import { everyOrder } from './every-order';
import type { OurDecorators } from './our-decorators';
import { Roles, RolesGuard } from './roles';
import { Tickets } from './tickets';

/** A controller and its provider, whose classes have our decorators among Nest's; or none of ours. */
export interface DecoratedClasses {
  readonly order: string;
  readonly path: string;
  readonly controller: Type;
  readonly provider: Type;
  /** Lifecycle hooks that ran, in their order. */
  readonly hooks: readonly string[];
}

const NEST_DECORATORS = {
  Controller: (path: string) => Controller(path),
  UseGuards: () => UseGuards(RolesGuard),
  SetMetadata: () => Roles('agent') as ClassDecorator,
};
const NEST_NAMES = ['Controller', 'UseGuards', 'SetMetadata'] as const;

/** The first has none of our decorators; the others have them in every order among Nest's. */
export function decoratedClasses(ourDecorators: readonly OurDecorators[]): DecoratedClasses[] {
  const classes = [classesAt('classes-0', NEST_NAMES, [], 'none of ours')];
  for (const { name, decorators } of ourDecorators) {
    for (const order of everyOrder([...NEST_NAMES, ...decorators])) {
      const written = order.map((one) => (typeof one === 'string' ? one : name)).join(', ');
      classes.push(classesAt(`classes-${classes.length}`, order, decorators, written));
    }
  }
  return classes;
}

/** Only for the compiler to note the types of the constructor's parameters. */
const noted: ClassDecorator = () => undefined;

function classesAt(
  path: string,
  controllerOrder: readonly (keyof typeof NEST_DECORATORS | ClassDecorator)[],
  ours: readonly ClassDecorator[],
  order: string,
): DecoratedClasses {
  const hooks: string[] = [];

  abstract class Hooks
    implements
      OnModuleInit,
      OnApplicationBootstrap,
      OnModuleDestroy,
      BeforeApplicationShutdown,
      OnApplicationShutdown
  {
    onModuleInit(): void {
      hooks.push('onModuleInit');
    }
    async onApplicationBootstrap(): Promise<void> {
      hooks.push('onApplicationBootstrap');
    }
    onModuleDestroy(): void {
      hooks.push('onModuleDestroy');
    }
    beforeApplicationShutdown(): void {
      hooks.push('beforeApplicationShutdown');
    }
    onApplicationShutdown(): void {
      hooks.push('onApplicationShutdown');
    }
  }

  @noted
  class TicketStore extends Hooks {
    constructor(private readonly tickets: Tickets) {
      super();
    }
    override onModuleInit(): void {
      super.onModuleInit();
    }
    find(id: number): string {
      return this.tickets.find(id);
    }
  }

  @noted
  class TicketController extends Hooks {
    constructor(private readonly store: TicketStore) {
      super();
    }
    override async onApplicationBootstrap(): Promise<void> {
      await super.onApplicationBootstrap();
    }
    @Get('async/:id')
    async find(@Param('id', ParseIntPipe) id: number): Promise<object> {
      return { ticket: this.store.find(id) };
    }
    @Get('sync/:id')
    peek(@Param('id', ParseIntPipe) id: number): object {
      return [this.store.find(id)];
    }
    @Get('observable/:id')
    watch(@Param('id', ParseIntPipe) id: number): Observable<object> {
      return from([{ ticket: this.store.find(id) }]);
    }
  }

  Reflect.decorate([...ours, Injectable()], TicketStore);
  Reflect.decorate(
    controllerOrder.map((one) => (typeof one === 'string' ? NEST_DECORATORS[one](path) : one)),
    TicketController,
  );
  return { order, path, controller: TicketController, provider: TicketStore, hooks };
}
