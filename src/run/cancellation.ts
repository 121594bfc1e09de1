import { context, ROOT_CONTEXT } from '@opentelemetry/api';

/** Longer delays overflow the timer and fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Whether a run was called off or is late, and the signal that says so to whoever waits. */
export class Cancellation {
  cancelledAt: Date | undefined = undefined;
  reason: string | undefined = undefined;
  private controller: AbortController | undefined = undefined;
  private handedOut: AbortSignal | undefined = undefined;
  private timer: ReturnType<typeof setTimeout> | undefined = undefined;

  /** @param enclosing the run's that this one is part of: what calls that off, calls this off */
  constructor(
    private readonly deadline: Date | undefined,
    private readonly enclosing: Cancellation | undefined,
  ) {}

  request(reason: string | undefined): void {
    if (this.cancelledAt !== undefined) return;
    this.cancelledAt = new Date();
    this.reason = reason;
    this.controller?.abort(this.abortReason());
  }

  /** Whether this run or one that it is part of was called off. */
  get isRequested(): boolean {
    return this.cancelledAt !== undefined || this.enclosing?.isRequested === true;
  }

  /** Made when first asked for: most runs never hand it out. */
  get signal(): AbortSignal {
    return (this.handedOut ??= this.makeSignal());
  }

  /** Stops the clock; the signal stays as it is. */
  release(): void {
    clearTimeout(this.timer);
  }

  private makeSignal(): AbortSignal {
    this.controller = new AbortController();
    if (this.cancelledAt !== undefined) this.controller.abort(this.abortReason());
    else this.arm();
    const { signal } = this.controller;
    return this.enclosing === undefined ? signal : AbortSignal.any([signal, this.enclosing.signal]);
  }

  private arm(): void {
    if (this.deadline === undefined) return;
    const leftMs = this.deadline.getTime() - Date.now();
    if (leftMs <= 0) this.controller?.abort(timeoutReason());
    // Outside the caller's context, which the timer would otherwise keep alive.
    else if (leftMs <= MAX_TIMER_MS) this.timer = context.with(ROOT_CONTEXT, () => this.startTimer(leftMs));
  }

  private startTimer(leftMs: number): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => this.controller?.abort(timeoutReason()), leftMs);
    timer.unref?.();
    return timer;
  }

  private abortReason(): DOMException {
    return new DOMException(this.reason ?? 'The run was cancelled.', 'AbortError');
  }
}

const timeoutReason = (): DOMException => new DOMException("The run's deadline has passed.", 'TimeoutError');
