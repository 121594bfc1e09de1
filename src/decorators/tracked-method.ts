import { carryOver } from '../metadata/carry-over';
import {
  type DecoratorKind,
  type DecoratorOptions,
  hasOwnOptions,
  mergeOptions,
  readOptions,
  writeOptions,
} from '../metadata/botanu-metadata';
import { readTrackerIndex } from '../metadata/inject-tracker-index';
import { isInsideOwn, tryCurrentTracker } from '../tracking/current-tracker';
import type { PassTracker } from '../tracking/operation';
import type { AnyFunction } from '../tracking/per-call';
import type { TrackerKind } from '../tracking/open-span';
import type { Site } from '../tracking/site';
import { badOption } from './decorator-errors';
import {
  type BotanuDecorator,
  type DecoratedClass,
  type DecoratorBody,
  type MethodSite,
  toDecorator,
} from './method-decorator';

/** A method's operation, made of its options and its class's. */
export interface Runner {
  run<R>(body: AnyFunction, self: unknown, args: readonly unknown[], passTracker?: PassTracker): R;
}

export interface TrackingDecorator {
  /** E.g. `TrackLlm`. */
  readonly name: string;
  readonly kind: DecoratorKind;
  readonly options: DecoratorOptions;
  /** Which open span of the same instance makes a covered method open none; undefined where the runner sees to it. */
  readonly trackerKind: TrackerKind | undefined;
  /** @param source the user's own function @param method its name with its class's */
  readonly makeRunner: (options: DecoratorOptions, site: Site, source: AnyFunction, method: string) => Runner;
}

/** The decorator that wraps a method, or each method of a class, so that every call runs as one operation. */
export function trackingDecorator<T, M extends AnyFunction>(
  decorator: TrackingDecorator,
): BotanuDecorator<T, M> {
  const { kind, options } = decorator;
  const name = `@${decorator.name}()`;
  const { methods, ...ownOptions } = options;
  const body: DecoratorBody = {
    name,

    method(fn, site) {
      if (methods !== undefined)
        throw badOption(name, 'methods', methods, 'left out on a method: it is for classes');
      const wrapper = wrap(decorator, fn, site, ownOptions, false);
      writeOptions(kind, ownOptions, wrapper);
      return wrapper;
    },

    ofClass(target) {
      writeOptions(kind, mergeOptions(readOptions(kind, target), ownOptions), target);
      for (const key of coveredKeys(name, target, methods)) {
        const descriptor = Object.getOwnPropertyDescriptor(target.prototype, key)!;
        const fn = descriptor.value as AnyFunction;
        // A method with this decorator of its own takes what it leaves out from the class, at its calls.
        if (hasOwnOptions(kind, fn)) continue;
        const site = { key, target: target.prototype, instance: undefined };
        const value = wrap(decorator, fn, site, {}, true);
        writeOptions(kind, ownOptions, value);
        Object.defineProperty(target.prototype, key, { ...descriptor, value });
      }
    },
  };
  return toDecorator<T, M>(body);
}

function wrap(
  decorator: TrackingDecorator,
  fn: AnyFunction,
  site: MethodSite,
  ownOptions: DecoratorOptions,
  covered: boolean,
): AnyFunction {
  const { trackerKind } = decorator;
  const runnerOf = runnersByClass(decorator, fn, site, ownOptions);
  const index = site.target && readTrackerIndex(site.target, site.key);
  const passTracker = index === undefined ? undefined : putAt(index);
  const { instance } = site;

  // A method, not a function: it cannot be called with `new`.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- its `this` is whose method it becomes
  const wrapper = {
    method(this: unknown, ...args: unknown[]): unknown {
      const self = this ?? instance;
      if (covered && trackerKind !== undefined && isInsideOwn(trackerKind, self)) {
        return fn.apply(self, (passTracker?.(args, tryCurrentTracker(trackerKind)) ?? args) as unknown[]);
      }
      // A function of a field may be called without its instance: that is for the options alone.
      const body: AnyFunction =
        self === this ? fn : (...passed: unknown[]) => fn.apply(this, passed) as unknown;
      return runnerOf(self).run(body, self, args, passTracker);
    },
  }.method as AnyFunction;
  carryOver(fn, wrapper);
  return wrapper;
}

/** The runner for calls on instances of a class, made at the first: only then is it known whose options apply. */
function runnersByClass(
  { name, kind, makeRunner }: TrackingDecorator,
  fn: AnyFunction,
  { key, target }: MethodSite,
  ownOptions: DecoratorOptions,
): (self: unknown) => Runner {
  const runners = new WeakMap<object, Runner>();
  const nobody = {};
  let lastClass: object | undefined;
  let lastRunner: Runner | undefined;
  const declaringClass = classOf(target);
  const methodName = typeof key === 'symbol' ? `[${key.description ?? ''}]` : String(key);

  const makeFor = (theClass: AnyFunction | undefined): Runner => {
    const method = theClass?.name ? `${theClass.name}.${methodName}` : methodName;
    const { methods: _, ...ofClass } = (theClass && readOptions(kind, theClass)) ?? {};
    return makeRunner(
      mergeOptions(ofClass, ownOptions),
      { where: `@${name} on '${method}'`, name: methodName },
      fn,
      method,
    );
  };

  return (self) => {
    const theClass = classOf(self) ?? declaringClass;
    const identity = theClass ?? nobody;
    if (identity === lastClass && lastRunner !== undefined) return lastRunner;
    let runner = runners.get(identity);
    if (runner === undefined) {
      runner = makeFor(theClass);
      runners.set(identity, runner);
    }
    lastClass = identity;
    lastRunner = runner;
    return runner;
  };
}

/** The class of an instance, or the class itself in a static method. */
function classOf(self: unknown): AnyFunction | undefined {
  if (typeof self === 'function') return self as AnyFunction;
  if (typeof self !== 'object' || self === null) return undefined;
  try {
    const theClass: unknown = self.constructor;
    return typeof theClass === 'function' ? (theClass as AnyFunction) : undefined;
  } catch {
    // A proxy may refuse what the method itself never asks it for.
    return undefined;
  }
}

/**
 * Fills the parameter that asked for the tracker, also past the end of the arguments, unless the caller gave
 * one. What an outer decorator of the same method put there gives way: the inner one's tracker is nearer.
 */
const putAt =
  (index: number): PassTracker =>
  (args, tracker) => {
    const given = args[index];
    if (tracker === undefined || (given !== undefined && given !== tracker.open.enclosing?.tracker))
      return args;
    const passed = args.slice();
    passed[index] = tracker;
    return passed;
  };

const NEVER_COVERED = new Set([
  'constructor',
  'toString',
  'toJSON',
  'valueOf',
  'onModuleInit',
  'onModuleDestroy',
  'onApplicationBootstrap',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
]);

/** Which of a class's own methods its decorator covers. */
function coveredKeys(decorator: string, target: DecoratedClass, methods: unknown): PropertyKey[] {
  const isMethod = (key: PropertyKey): boolean =>
    typeof Object.getOwnPropertyDescriptor(target.prototype, key)?.value === 'function';
  if (methods === undefined) {
    const names = Object.getOwnPropertyNames(target.prototype);
    return names.filter((name) => isMethod(name) && !NEVER_COVERED.has(name) && !/^[_#]/.test(name));
  }
  if (!Array.isArray(methods)) throw badOption(decorator, 'methods', methods, 'an array of method names');
  for (const key of methods as PropertyKey[]) {
    if (key === 'constructor' || !isMethod(key)) {
      throw badOption(decorator, 'methods', key, `names of ${target.name}'s own methods`);
    }
  }
  return methods as PropertyKey[];
}
