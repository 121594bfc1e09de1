import { context as contextApi } from '@opentelemetry/api';
import { type AnyFunction, hasMethod } from './own-method';
import { Reading } from './reading';
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
  subscribe(subscriber: Subscriber): unknown;
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
 * An observable that subscribes to the given one: the work is done at each subscription, in the operation's
 * context. The subscriber is handed on as it is, so that leaving it early stops a source that never pauses, and
 * what it does runs in its own context. The first subscription to end is the operation's end.
 */
export function settleObservable<O extends Observable>(observable: O, settlement: Settlement): O {
  const reading = new Reading(observable, settlement, false);
  return new (classOf(observable))((subscriber) => {
    const { context, ended } = settlement;
    if (!ended) listen(subscriber, reading);
    if (context === undefined) observable.subscribe(subscriber);
    else contextApi.with(context, () => observable.subscribe(subscriber));
    // Called after its end as well, which was heard by then.
    if (!ended) subscriber.add(() => reading.leave(false));
  }) as O;
}

/** What a source still says to a subscriber that has left says nothing of its end. */
function listen(subscriber: Subscriber, reading: Reading): void {
  const callers = contextApi.active();
  const { next, error, complete } = subscriber;
  let last: unknown;
  subscriber.next = function (value) {
    if (subscriber.closed !== true) reading.chunk((last = value));
    return contextApi.with(callers, next, this, value);
  };
  subscriber.error = function (thrown) {
    if (subscriber.closed !== true) reading.fail(thrown);
    return contextApi.with(callers, error, this, thrown);
  };
  subscriber.complete = function () {
    if (subscriber.closed !== true) reading.done(last);
    return contextApi.with(callers, complete, this);
  };
}

/** RxJS's own class: a subclass may be made of something else. */
function classOf(observable: object): ObservableClass {
  let prototype: object | null = observable;
  while (prototype !== null && !Object.hasOwn(prototype, 'subscribe'))
    prototype = Object.getPrototypeOf(prototype) as object | null;
  return (prototype ?? observable).constructor as ObservableClass;
}
