import type { AnyFunction } from '../tracking/per-call';
import { classNameOf, misplaced } from './decorator-errors';

/** Standard (TC39) decorators' context of a method or a field that holds a function. */
interface MemberContext<K extends 'method' | 'field', T, M> {
  readonly kind: K;
  readonly access: { get(object: T): M };
}

/**
 * A decorator for methods, for fields that hold a function (standard dialect), and for classes. One call
 * signature for both dialects: standard (TC39) and TypeScript's `experimentalDecorators`.
 */
export type BotanuDecorator<T, M extends AnyFunction> = (
  ...args:
    | [method: AnyFunction, context: MemberContext<'method', T, M>]
    | [field: undefined, context: MemberContext<'field', T, M>]
    | [target: T, key: string | symbol, descriptor: TypedPropertyDescriptor<M>]
    // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- abstract classes and private constructors, too
    | [target: Function & { prototype: T }, context?: { readonly kind: 'class' }]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each place wants another return type
) => any;

/** A class as a decorator gets it. */
export type DecoratedClass = AnyFunction & { readonly prototype: object };

/** The method being decorated. */
export interface MethodSite {
  readonly key: PropertyKey;
  /** The prototype or, for a static method, the class; only the legacy dialect tells. */
  readonly target: object | undefined;
  /** The instance that a decorated field belongs to. */
  readonly instance: unknown;
}

/** What a decorator does, free of dialects. */
export interface DecoratorBody {
  /** As written, e.g. `@TrackLlm()`. */
  readonly name: string;
  method(fn: AnyFunction, site: MethodSite): AnyFunction;
  ofClass(target: DecoratedClass): void;
}

interface StandardContext {
  readonly kind: string;
  readonly name: string | symbol | undefined;
}

/**
 * Turns one decorator body into a decorator of both dialects. The only place that knows them: by the shape of
 * the call, as TypeScript, esbuild, swc and Babel make it.
 */
export function toDecorator<T, M extends AnyFunction>(body: DecoratorBody): BotanuDecorator<T, M> {
  return (...args: unknown[]): unknown => {
    const [target, second, third] = args;
    if (isStandardContext(second)) return standard(body, target, second);
    if (typeof target === 'function' && second === undefined && third === undefined) {
      body.ofClass(target as DecoratedClass);
      return;
    }
    return legacy(body, target as object, (second ?? 'constructor') as PropertyKey, third);
  };
}

/** Whether a factory's arguments are those of a decorator: it was written without its parentheses. */
export const isDecoratorCall = ([first, second, ...rest]: readonly unknown[]): boolean =>
  typeof first === 'function' || (typeof first !== 'string' && isStandardContext(second)) || rest.length > 0;

const isStandardContext = (value: unknown): value is StandardContext =>
  typeof value === 'object' && value !== null && typeof (value as { kind?: unknown }).kind === 'string';

function standard(body: DecoratorBody, value: unknown, { kind, name = '' }: StandardContext): unknown {
  switch (kind) {
    case 'class': {
      body.ofClass(value as DecoratedClass);
      return;
    }
    case 'method':
      return body.method(value as AnyFunction, { key: name, target: undefined, instance: undefined });
    case 'field':
      return fieldInitializer(body, name);
    default:
      throw misplaced(body.name, `the ${kind} '${String(name)}'`);
  }
}

/** What one decorator of a field does to the function that the field holds. */
interface FieldLayer {
  /** Grows outward: the decorator nearest to the field is applied first. */
  readonly depth: number;
  wrap(fn: AnyFunction): AnyFunction;
}

const layersOf = new WeakMap<AnyFunction, { fn: AnyFunction; layers: readonly FieldLayer[] }>();
let applied = 0;

/**
 * Wraps the function that a field holds. Initializers run outermost first in the current standard and
 * innermost first in earlier ones; here the outermost decorator is the outermost wrapper in both.
 */
function fieldInitializer(body: DecoratorBody, key: string | symbol) {
  const depth = applied++;
  return function (this: unknown, initial: unknown): AnyFunction {
    if (typeof initial !== 'function')
      throw misplaced(body.name, `the field '${String(key)}', which holds no function`);
    const site = { key, target: undefined, instance: this };
    const known = layersOf.get(initial as AnyFunction) ?? { fn: initial as AnyFunction, layers: [] };
    const layers = [...known.layers, { depth, wrap: (fn: AnyFunction) => body.method(fn, site) }];
    layers.sort((one, other) => one.depth - other.depth);
    const wrapper = layers.reduce((inner, layer) => layer.wrap(inner), known.fn);
    layersOf.set(wrapper, { fn: known.fn, layers });
    // Compilers hand an arrow function over before the field has named it.
    if (wrapper.name === '')
      Object.defineProperty(wrapper, 'name', { value: String(key), configurable: true });
    return wrapper;
  };
}

function legacy(body: DecoratorBody, target: object, key: PropertyKey, third: unknown): unknown {
  const where = `'${classNameOf(target)}.${String(key)}'`;
  if (typeof third === 'number') throw misplaced(body.name, `a parameter of ${where}`);
  if (typeof third !== 'object' || third === null) throw misplaced(body.name, `the property ${where}`);
  const descriptor = third as PropertyDescriptor;
  if (descriptor.get !== undefined || descriptor.set !== undefined)
    throw misplaced(body.name, `the accessor ${where}`);
  if (typeof descriptor.value !== 'function') throw misplaced(body.name, `${where}, which is no method`);
  descriptor.value = body.method(descriptor.value as AnyFunction, { key, target, instance: undefined });
  return descriptor;
}
