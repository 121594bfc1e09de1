import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';

/** A decorator for any place of either dialect: what is typed away is what the type tests are for. */

export type Anywhere = (...args: any[]) => any;

/** Decorates nothing: with it a class is the undecorated twin of the decorated one. */
export const undecorated: Anywhere = () => undefined;

/** Several method decorators as one, the first outermost, as they would stand above a method. */
export const stacked =
  (...decorators: readonly Anywhere[]): Anywhere =>
  (target: unknown, second: unknown, descriptor?: PropertyDescriptor) => {
    const innermostFirst = [...decorators].reverse();
    if (descriptor === undefined) {
      return innermostFirst.reduce((fn, decorate) => (decorate(fn, second) as unknown) ?? fn, target);
    }
    for (const decorate of innermostFirst) decorate(target, second, descriptor);
    return descriptor;
  };

/** A decorator by its name; each opens one span a call. */
export const EVERY_DECORATOR: readonly (readonly [name: string, decorate: () => Anywhere])[] = [
  ['BotanuUseCase', () => BotanuUseCase('Customer Support')],
  ['BotanuUseCase over BotanuOutcome', () => stacked(BotanuUseCase('Customer Support'), BotanuOutcome())],
  ['TrackLlm', () => TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' })],
  ['TrackTool', () => TrackTool('look_up')],
  ['TrackDb', () => TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })],
  ['TrackStorage', () => TrackStorage({ system: 's3', operation: 'GET', bucket: 'tickets' })],
  ['TrackMessaging', () => TrackMessaging({ system: 'sqs', operation: 'publish', destination: 'replies' })],
];
