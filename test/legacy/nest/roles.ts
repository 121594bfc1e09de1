import {
  type CallHandler,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';

interface WithHeaders {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const roleOf = (context: ExecutionContext): string =>
  context.switchToHttp().getRequest<WithHeaders>().headers['x-role'] ?? 'nobody';

export const Roles = (...roles: string[]) => SetMetadata('roles', roles);

export const Role = createParamDecorator((_: unknown, context: ExecutionContext) => roleOf(context));

/** Lets everyone in where there are no roles: a handler that lost them is open. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    const roles = this.reflector.getAllAndOverride<string[] | undefined>('roles', places);
    return roles === undefined || roles.includes(roleOf(context));
  }
}

/** Adds to the answer what it sees of the handler. */
@Injectable()
export class HandlerInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<object> {
    const handler = context.getHandler();
    const seen = {
      handler: handler.name,
      parameters: handler.length,
      roles: this.reflector.get('roles', handler),
    };
    return next.handle().pipe(map((answer) => ({ ...answer, seen })));
  }
}
