import { type AnyFunction, defineOwn } from './own-method';
import type { Listener } from './reading';

/** What of a pipe's options is looked at. */
interface PipeOptions {
  readonly signal?: unknown;
  readonly preventCancel?: unknown;
}

/** A stream that is piped away closes also when its destination fails: the pipe tells which it was. */
export class Pipes {
  private open = 0;
  private closed = false;
  private left: { readonly aborted: boolean } | undefined = undefined;
  private alone = false;

  constructor(private readonly listener: Listener) {}

  sourceClosed(): void {
    this.closed = true;
    this.settled();
  }

  /** Nobody else tells the stream's end: whether it failed or its destination did is not known then. */
  tellTheEnd(): void {
    this.alone = true;
  }

  follow(pipe: Promise<unknown>, options: PipeOptions | undefined): Promise<unknown> {
    const { signal, preventCancel } = options ?? {};
    this.open += 1;
    return pipe.then(
      (value) => {
        this.open -= 1;
        this.closed ||= this.alone;
        this.settled();
        return value;
      },
      (error: unknown) => {
        this.open -= 1;
        const aborted = (signal as AbortSignal | undefined)?.aborted === true;
        // Else it stays open, to be read on.
        if (!preventCancel) this.left = { aborted };
        if (this.alone && !preventCancel) {
          if (aborted) this.listener.leave(true);
          else this.listener.fail(error);
        }
        this.settled();
        throw error;
      },
    );
  }

  private settled(): void {
    if (!this.closed || this.open > 0) return;
    if (this.left !== undefined) this.listener.leave(this.left.aborted);
    else this.listener.done();
  }
}

export function followPipes(stream: ReadableStream<unknown>, pipes: Pipes): void {
  const { pipeTo, pipeThrough } = stream as unknown as Record<'pipeTo' | 'pipeThrough', AnyFunction>;
  defineOwn(stream, 'pipeTo', function (...args) {
    return pipes.follow(pipeTo.apply(this, args) as Promise<unknown>, args[1] as PipeOptions | undefined);
  });
  defineOwn(stream, 'pipeThrough', function (...args) {
    const [pair, options] = args;
    // Refused at once, which `pipeTo` would not do; what only looks odd goes on, and its end is heard all the same.
    if (stream.locked || !isPair(pair) || !areOptions(options)) return pipeThrough.apply(this, args);
    const piped = pipeTo.call(this, pair.writable, options) as Promise<unknown>;
    pipes.follow(piped, options).catch(() => undefined);
    return pair.readable;
  });
}

/** Whether the platform takes it for sure. */
function isPair(pair: unknown): pair is TransformStream {
  const { readable, writable } = (pair ?? {}) as Partial<TransformStream>;
  return readable instanceof ReadableStream && writable instanceof WritableStream && !writable.locked;
}

function areOptions(options: unknown): options is PipeOptions | undefined {
  if (options === undefined) return true;
  if (typeof options !== 'object' || options === null) return false;
  const { signal } = options as PipeOptions;
  return signal === undefined || signal instanceof AbortSignal;
}
