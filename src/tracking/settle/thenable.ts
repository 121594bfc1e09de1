import { type Context, context as contextApi } from '@opentelemetry/api';
import { isAsyncIterable } from './client-stream';
import { isBeingRead, whenCollected } from './collected';
import { settleIteration } from './iteration';
import { isNativePromise } from './native-promise';
import { type AnyFunction, defineOwn } from './own-method';
import { settleResponse } from './response';
import { tellHead } from './response-head';
import type { Settle, Settlement } from './settlement';

/** Promise subclasses and lazy thenables of clients and query builders, with the methods that begin their work. */
interface Thenable {
  then: AnyFunction;
  catch?: AnyFunction;
  finally?: AnyFunction;
  asResponse?: AnyFunction;
  withResponse?: AnyFunction;
  withRawResponse?: AnyFunction;
}

export const isThenable = (result: object): result is Thenable =>
  typeof (result as { then?: unknown }).then === 'function';

/**
 * Listens on the object's own methods, so that the caller keeps the very same object and a lazy one stays
 * lazy: nothing is started here. Each method runs in the operation's context, and the caller's handlers in the
 * caller's: what comes after the operation is no part of it.
 *
 * @param settle for what it brings, which may be a stream
 */
export function settleThenable<T extends Thenable>(thenable: T, settlement: Settlement, settle: Settle): T {
  // Awaited twice it brings the same stream twice.
  let brought: { readonly value: unknown; readonly handedOn: unknown } | undefined;
  const succeed = (value: unknown): unknown => {
    if (brought === undefined) {
      brought = { value, handedOn: settlement.ended ? value : settle(value, settlement) };
      tellHead(thenable, settlement);
    }
    return brought.value === value ? brought.handedOn : value;
  };
  const fail = (error: unknown): void => settlement.fail(error);
  const inContext = (method: AnyFunction, self: unknown, args: unknown[]): unknown => {
    const { context, ended } = settlement;
    if (!ended) isBeingRead(settlement);
    if (context === undefined) return method.apply(self, args);
    try {
      return contextApi.with(context, () => method.apply(self, args));
    } catch (error) {
      fail(error);
      throw error;
    }
  };

  let isAwaited = false;
  const then = thenable.then;
  defineOwn(thenable, 'then', function (onFulfilled, onRejected, ...rest) {
    const callers = contextApi.active();
    isAwaited = true;
    return inContext(then, this, [
      (value: unknown) => {
        const handedOn = succeed(value);
        return isFunction(onFulfilled)
          ? contextApi.with(callers, onFulfilled, undefined, handedOn)
          : handedOn;
      },
      (error: unknown) => {
        fail(error);
        if (isFunction(onRejected)) return contextApi.with(callers, onRejected, undefined, error);
        throw error;
      },
      ...rest,
    ]);
  });

  // Where these lead through `then` they are heard there already; a client's own may not.
  const { catch: catchOf, finally: finallyOf } = thenable;
  if (typeof catchOf === 'function') {
    defineOwn(thenable, 'catch', function (...args) {
      const callers = contextApi.active();
      const heard = args.map((arg) => (isHandler(arg) ? failingFirst(arg, fail, callers) : arg));
      return derived(inContext(catchOf, this, heard), succeed, fail);
    });
  }
  if (typeof finallyOf === 'function') {
    defineOwn(thenable, 'finally', function (...args) {
      // Without the handler at first: what that throws is no error of the operation's.
      const settled = derived(inContext(finallyOf, this, []), succeed, fail) as Thenable | undefined;
      return settled !== this && typeof settled?.finally === 'function'
        ? settled.finally(...args)
        : inContext(finallyOf, this, args);
    });
  }

  // `withResponse` of the openai and anthropic clients goes through `asResponse`, which on its own is an end.
  let withinWithResponse = false;
  const { asResponse } = thenable;
  if (typeof asResponse === 'function') {
    defineOwn(thenable, 'asResponse', function (...args) {
      if (withinWithResponse) return asResponse.apply(this, args);
      const response = (value: unknown): unknown =>
        settlement.ended ? value : settleResponse(value, settlement);
      return derived(inContext(asResponse, this, args), response, fail);
    });
  }
  // The latter is Cohere's name for it.
  for (const name of ['withResponse', 'withRawResponse'] as const) {
    const { [name]: original } = thenable;
    if (typeof original !== 'function') continue;
    defineOwn(thenable, name, function (...args) {
      withinWithResponse = true;
      try {
        const data = (value: unknown): unknown => {
          succeed((value as { data?: unknown } | undefined)?.data ?? value);
          return value;
        };
        return derived(inContext(original, this, args), data, fail);
      } finally {
        withinWithResponse = false;
      }
    });
  }

  if (isAsyncIterable(thenable)) settleIteration(thenable, settlement, () => isAwaited);
  whenCollected(thenable, settlement);
  return thenable;
}

const isFunction = (value: unknown): value is AnyFunction => typeof value === 'function';

const isHandler = (arg: unknown): arg is AnyFunction => isFunction(arg) && !isErrorClass(arg);

/** Bluebird's `catch(ErrorClass, handler)`. */
const isErrorClass = (arg: object): boolean =>
  (arg as { prototype?: unknown }).prototype instanceof Error || arg === Error;

const failingFirst = (handler: AnyFunction, fail: (error: unknown) => void, callers: Context): AnyFunction =>
  function (error, ...rest) {
    fail(error);
    return contextApi.with(callers, handler, this, error, ...rest);
  };

/** A native promise that settles as this one, heard on the way; anything else as it is. */
function derived(
  result: unknown,
  succeed: (value: unknown) => unknown,
  fail: (error: unknown) => void,
): unknown {
  if (typeof result !== 'object' || result === null || !isNativePromise(result)) return result;
  return result.then(succeed, (error: unknown) => {
    fail(error);
    throw error;
  });
}
