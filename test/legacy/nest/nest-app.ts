import { type INestApplication, Logger, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HandlerInterceptor, RolesGuard } from './roles';

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

/** A Nest application that serves HTTP. */
export class NestApp {
  private readonly plainAnswers = new Map<string, Promise<Answer>>();

  private constructor(
    private readonly app: INestApplication,
    private readonly url: string,
  ) {}

  static async start(controllers: Type[], providers: Provider[]): Promise<NestApp> {
    @Module({ controllers, providers: [RolesGuard, HandlerInterceptor, ...providers] })
    class AppModule {}

    Logger.overrideLogger(['error', 'warn']);
    const app = await NestFactory.create(AppModule);
    await app.listen(0, '127.0.0.1');
    return new NestApp(app, await app.getUrl());
  }

  async get(path: string, role: string): Promise<Answer> {
    const response = await fetch(`${this.url}/${path}`, { headers: { 'x-role': role } });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.json(),
    };
  }

  /** The same of an undecorated handler, which is asked once: many decorated ones are compared with it. */
  getPlain(path: string, role: string): Promise<Answer> {
    const key = `${role} ${path}`;
    const answer = this.plainAnswers.get(key) ?? this.get(path, role);
    this.plainAnswers.set(key, answer);
    return answer;
  }

  resolve<T>(type: Type<T>): T {
    return this.app.get(type);
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
