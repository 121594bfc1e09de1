import { isDeepStrictEqual } from 'node:util';
import { startTelemetry, type Telemetry } from '../../support/telemetry';
import { decoratedClasses, type DecoratedClasses } from './class-twins';
import { type HandlerTwins, handlerTwins, type NestDecoratorName } from './handler-twins';
import { NestApp } from './nest-app';
import type { OurDecorators } from './our-decorators';
import { Tickets } from './tickets';

/** What differs between decorated and undecorated twins, in words; nothing, if all is well. */
export interface Comparison {
  /** Orders of decorators that were tried. */
  readonly orders: number;
  readonly differences: readonly string[];
}

interface Request {
  readonly path: string;
  readonly role?: string;
  /** What an undecorated handler answers with. */
  readonly status: number;
}

const ANSWERED: Request = { path: '42', status: 200 };
const THROWN: Request = { path: '0', status: 404 };
const REFUSED: Request = { path: 'not-a-number', status: 400 };
const FORBIDDEN: Request = { path: '42', role: 'guest', status: 403 };

/** Handlers with our decorators in every order among these of Nest's. */
export async function compareHandlers(
  nestDecorators: readonly NestDecoratorName[],
  ourDecorators: readonly OurDecorators[],
): Promise<Comparison> {
  const { twins, controllers } = handlerTwins(nestDecorators, ourDecorators);
  const telemetry = startTelemetry();
  const app = await NestApp.start(controllers, [Tickets]);
  try {
    const differences: string[] = [];
    for (const twin of twins) {
      const problems = await compareHandler(app, telemetry, twin);
      differences.push(...problems.map((problem) => `${twin.order}: ${problem}`));
    }
    return { orders: twins.length, differences };
  } finally {
    await app.close();
    await telemetry.stop();
  }
}

async function compareHandler(app: NestApp, telemetry: Telemetry, twin: HandlerTwins): Promise<string[]> {
  const before = telemetry.spans().length;
  const problems: string[] = [];
  for (const request of [ANSWERED, THROWN, FORBIDDEN, REFUSED]) {
    problems.push(...(await compareAnswers(app, twin.path, twin.plainPath, request)));
  }
  const spans = telemetry.spans().length - before;
  // Only for the two requests that the guard and the pipe let through.
  if (spans !== 2 * twin.spans) problems.push(`${spans} spans`);
  const trackers = twin.trackers.filter((tracker) => tracker !== undefined);
  if (twin.trackers.length !== 2 || trackers.length !== (twin.spans > 0 ? 2 : 0))
    problems.push(`${trackers.length} trackers in ${twin.trackers.length} calls`);
  return problems;
}

/** Controllers and providers whose classes have our decorators in every order among Nest's. */
export async function compareClasses(ourDecorators: readonly OurDecorators[]): Promise<Comparison> {
  const [plain, ...decorated] = decoratedClasses(ourDecorators);
  const all = [plain!, ...decorated];
  const telemetry = startTelemetry();
  const controllers = all.map(({ controller }) => controller);
  const app = await NestApp.start(controllers, [Tickets, ...all.map(({ provider }) => provider)]);
  const differences: string[] = [];
  const note = (order: string, problems: string[]): void => {
    differences.push(...problems.map((problem) => `${order}: ${problem}`));
  };
  if (telemetry.spans().length > 0) note('lifecycle hooks', ['spans were opened for them']);
  try {
    for (const twin of decorated) note(twin.order, await compareClass(app, twin, plain!));
  } finally {
    await app.close();
    await telemetry.stop();
  }
  for (const { order, hooks } of decorated) {
    if (!isDeepStrictEqual(hooks, plain!.hooks)) note(order, [`hooks ran: ${hooks.join(', ')}`]);
  }
  return { orders: decorated.length, differences };
}

const CLASS_REQUESTS: readonly Request[] = [
  { path: 'async/42', status: 200 },
  { path: 'sync/42', status: 200 },
  { path: 'observable/42', status: 200 },
  { path: 'sync/0', status: 404 },
  { path: 'async/42', role: 'guest', status: 403 },
];

async function compareClass(
  app: NestApp,
  { path, controller, provider }: DecoratedClasses,
  plain: DecoratedClasses,
): Promise<string[]> {
  const problems: string[] = [];
  for (const request of CLASS_REQUESTS) {
    problems.push(...(await compareAnswers(app, path, plain.path, request)));
  }
  if (!isDeepStrictEqual(Reflect.getMetadata('design:paramtypes', controller), [provider]))
    problems.push('the types of the constructor’s parameters are gone');
  if (!(app.resolve(controller) instanceof controller)) problems.push('the instance is of another class');
  return problems;
}

async function compareAnswers(
  app: NestApp,
  path: string,
  plainPath: string,
  { path: rest, role = 'agent', status }: Request,
): Promise<string[]> {
  const [answer, expected] = await Promise.all([
    app.get(`${path}/${rest}`, role),
    app.getPlain(`${plainPath}/${rest}`, role),
  ]);
  if (expected.status === status && isDeepStrictEqual(answer, expected)) return [];
  return [`GET ${rest} as ${role}: ${JSON.stringify(answer)} instead of ${JSON.stringify(expected)}`];
}
