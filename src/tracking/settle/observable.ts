import { context as contextApi } from '@opentelemetry/api';
import { type AnyFunction, defineOwn, hasMethod } from './own-method';
import { type Listener, ParallelBranch, type Parallels, Reading } from './reading';
import type { Settlement } from './settlement';

/** What of an RxJS subscriber is used. */
interface Subscriber {
  readonly closed?: boolean;
  next: AnyFunction;
  error: AnyFunction;
  complete: AnyFunction;
  add(teardown: () => void): void;
}

interface Observable {
  subscribe: AnyFunction;
}

type ObservableClass = new (subscribe: (subscriber: Subscriber) => void) => Observable;

const OBSERVABLE = (Symbol as { readonly observable?: symbol }).observable ?? '@@observable';

/** An RxJS observable, of whichever copy; not a subject, which its holder also writes to. */
export const isObservable = (result: object): result is Observable =>
  typeof (result as Partial<Observable>).subscribe === 'function' &&
  hasMethod(result, 'pipe') &&
  (hasMethod(result, OBSERVABLE) || hasMethod(result, '@@observable')) &&
  !hasMethod(result, 'next') &&
  !hasMethod(result, 'connect');

/**
 * Listens at `subscribe` of the same observable, through which its operators go, too: the work is done at each
 * subscription, in the operation's context. The subscriber is handed on as it is, so that leaving it early stops a
 * source that never pauses, and what it does runs in its own context. The first subscription to end is the
 * operation's end.
 */
export function settleObservable<O extends Observable>(observable: O, settlement: Settlement): O {
  const { subscribe } = observable;
  const ObservableOfRx = classOf(observable);
  const subscriptions: Parallels = { unleft: 0, furthest: 0 };
  const reading = new Reading(observable, settlement, false);
  // RxJS makes a subscriber of whatever `subscribe` is given.
  const heard = new ObservableOfRx((subscriber) => {
    const { context, ended } = settlement;
    const subscription = ended ? undefined : new ParallelBranch(reading, subscriptions);
    if (subscription !== undefined) listen(subscriber, subscription);
    const begin = (): unknown => subscribe.call(observable, subscriber);
    if (context === undefined) begin();
    else contextApi.with(context, begin);
    // Called after its end as well, which was heard by then.
    if (subscription !== undefined) subscriber.add(() => subscription.leave(false));
  });
  defineOwn(observable, 'subscribe', (...args) => heard.subscribe(...args));
  return observable;
}

/** What a source still says to a subscriber that has left says nothing of its end. */
function listen(subscriber: Subscriber, listener: Listener): void {
  const callers = contextApi.active();
  const { next, error, complete } = subscriber;
  let last: unknown;
  subscriber.next = function (value) {
    if (subscriber.closed !== true) listener.chunk((last = value));
    return contextApi.with(callers, next, this, value);
  };
  subscriber.error = function (thrown) {
    if (subscriber.closed !== true) listener.fail(thrown);
    return contextApi.with(callers, error, this, thrown);
  };
  subscriber.complete = function () {
    if (subscriber.closed !== true) listener.done(last);
    return contextApi.with(callers, complete, this);
  };
}

/** RxJS's own class, the lowest that can be subscribed to: a subclass may be made of something else. */
function classOf(observable: object): ObservableClass {
  let lowest: object = observable;
  let prototype = Object.getPrototypeOf(observable) as object | null;
  while (prototype !== null) {
    if (Object.hasOwn(prototype, 'subscribe')) lowest = prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return lowest.constructor as ObservableClass;
}
