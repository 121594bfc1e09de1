const FIRST_MS = 1_000;
const LAST_MS = 30_000;

/** How long to leave an endpoint alone that has failed: the longer, the more often it did in a row. */
export class Backoff {
  private readonly firstMs: number;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(firstMs = FIRST_MS) {
    this.firstMs = firstMs;
  }

  get isWaiting(): boolean {
    return this.timer !== undefined;
  }

  failed(): void {
    this.failures += 1;
  }

  succeeded(): void {
    this.failures = 0;
  }

  /** Does not keep the process alive. */
  wait(then: () => void): void {
    const longest = Math.min(this.firstMs * 2 ** (this.failures - 1), LAST_MS);
    // Processes that failed together do not come back together.
    const delayMs = longest * (0.5 + Math.random() / 2);
    this.stop();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      then();
    }, delayMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
