import { type AnyFunction, defineOwn } from './own-method';

/** Hears of one event, before those whom the emitter tells. */
export type Hear = (event: unknown, first: unknown) => void;

const hearers = new WeakMap<object, Hear[]>();

/**
 * Listens at the method by which an object tells its listeners of events, without being one of them: that there is
 * a listener may make a stream flow, or an error count as handled. Where tracked methods hand the same object on,
 * the inner one hears first.
 */
export function hearEvents<K extends string>(
  emitter: Record<K, AnyFunction>,
  emitMethod: K,
  hear: Hear,
): void {
  const others = hearers.get(emitter);
  if (others !== undefined) {
    others.push(hear);
    return;
  }
  const all = [hear];
  hearers.set(emitter, all);
  const emit: AnyFunction = emitter[emitMethod];
  defineOwn(emitter, emitMethod, function (...args) {
    for (const each of all) each(args[0], args[1]);
    return emit.apply(this, args);
  });
}
