import { followIterator, type StreamIterator } from './followed-iterator';
import { type AnyFunction, defineOwn, hasMethod } from './own-method';
import { Branch, type Listener, ParallelBranch, type Parallels, Reading } from './reading';
import type { Settlement } from './settlement';
import { whenClosed } from './web-stream-end';
import { followPipes, Pipes } from './web-stream-pipes';

export const isWebStream = (result: object): result is ReadableStream<unknown> =>
  hasMethod(result, 'getReader') && hasMethod(result, 'tee') && hasMethod(result, 'pipeTo');

/**
 * Follows a web stream without locking it. Chunks are seen where it is read by a reader, by `for await` or through
 * `tee()`; a pipe moves them inside the platform, where only the end is heard.
 *
 * @param result what the caller was given, where the stream is only a part of it
 */
export function settleWebStream<S extends ReadableStream<unknown>>(
  stream: S,
  settlement: Settlement,
  result: object = stream,
): S {
  follow(stream, new Reading(result, settlement));
  return stream;
}

/** What of a stream's reader is listened to. */
interface Reader {
  read: AnyFunction;
  cancel: AnyFunction;
  releaseLock: AnyFunction;
}

function follow(stream: ReadableStream<unknown>, listener: Listener): void {
  const readers = { chunks: 0 };
  const pipes = new Pipes(listener);
  let isTeed = false;
  const isHeard = whenClosed(stream, (failure) => {
    if (isTeed) return;
    if (failure !== undefined) listener.fail(failure.error);
    else pipes.sourceClosed();
  });
  if (!isHeard) pipes.tellTheEnd();
  followPipes(stream, pipes);

  const { cancel, getReader, tee } = stream as unknown as Record<'cancel' | 'getReader' | 'tee', AnyFunction>;
  defineOwn(stream, 'cancel', function (...args) {
    // Refused where a reader holds the lock.
    const refused = stream.locked;
    try {
      return cancel.apply(this, args);
    } finally {
      if (!refused) listener.leave(false);
    }
  });
  defineOwn(stream, 'getReader', function (...args) {
    return followReader(getReader.apply(this, args) as Reader, listener, readers);
  });
  defineOwn(stream, 'tee', function (...args) {
    const branches = tee.apply(this, args) as [ReadableStream<unknown>, ReadableStream<unknown>];
    // The platform reads ahead of whoever reads a branch: from now on these tell.
    isTeed = true;
    const parallels: Parallels = { unleft: 0, furthest: 0 };
    for (const branch of branches) follow(branch, new ParallelBranch(listener, parallels));
    return branches;
  });
  for (const name of ['values', Symbol.asyncIterator] as const) {
    if (!hasMethod(stream, name)) continue;
    const { [name]: original } = stream as unknown as Record<typeof name, AnyFunction>;
    defineOwn(stream, name, function (...args) {
      const { preventCancel } = (args[0] ?? {}) as { preventCancel?: boolean };
      const iterator = original.apply(this, args) as StreamIterator;
      // A class of streams that are their own iterators (LangChain's) reads through a reader.
      if ((iterator as unknown) === stream) return iterator;
      const heard = new IteratedBranch(listener, readers);
      return followIterator(iterator, preventCancel ? new LentBranch(heard) : heard);
    });
  }
}

function followReader(reader: Reader, listener: Listener, readers: { chunks: number }): Reader {
  const { read, cancel, releaseLock } = reader;
  let released = false;
  defineOwn(reader, 'read', function (...args) {
    return (read.apply(this, args) as Promise<{ done: boolean; value: unknown }>).then(
      (step) => {
        if (step.done) listener.done();
        else {
          readers.chunks += 1;
          listener.chunk(step.value);
        }
        return step;
      },
      (error: unknown) => {
        // What a lock that was given back refuses says nothing of the stream.
        if (!released) listener.fail(error);
        throw error;
      },
    );
  });
  defineOwn(reader, 'cancel', function (...args) {
    try {
      return cancel.apply(this, args);
    } finally {
      if (!released) listener.leave(false);
    }
  });
  defineOwn(reader, 'releaseLock', function (...args) {
    const result = releaseLock.apply(this, args);
    released = true;
    return result;
  });
  return reader;
}

/** An iterator of a class's own may read through a reader, which tells each chunk already. */
class IteratedBranch extends Branch {
  private told: number;

  constructor(
    whole: Listener,
    private readonly readers: { readonly chunks: number },
  ) {
    super(whole);
    this.told = readers.chunks;
  }

  override chunk(value: unknown): void {
    if (this.readers.chunks === this.told) super.chunk(value);
    this.told = this.readers.chunks;
  }
}

/** An iterator that leaves the stream open to whoever reads on. */
class LentBranch extends Branch {
  override leave(): void {}
}
