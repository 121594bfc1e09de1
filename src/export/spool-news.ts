import { errorText, log, warnOnce } from '../shared/diagnostics';

/** What is said of a spool: an outage when it begins and ends, and what is lost at the end. */
export class SpoolNews {
  private readonly endpoint: string;
  private readonly directory: string;
  private isOut = false;
  private outages = 0;
  private sentLate = 0;
  private refusedSpans = 0;
  private unreadableBatches = 0;
  private deletedSpans = 0;

  constructor({ endpoint, directory }: { readonly endpoint: string; readonly directory: string }) {
    this.endpoint = endpoint;
    this.directory = directory;
  }

  failed(reason: string): void {
    if (this.isOut) return;
    this.isOut = true;
    const say = this.outages++ === 0 ? 'warn' : 'info';
    log[say](
      `${this.endpoint} does not take spans (${reason}): they are kept in ${this.directory}, and sent when it does`,
    );
  }

  /** `late` of them had been kept. */
  delivered(late: number): void {
    this.sentLate += late;
    if (!this.isOut) return;
    this.isOut = false;
    log.info(`${this.endpoint} takes spans again`);
  }

  /** Kept spans that the endpoint will never take. */
  refused(spans: number, reason: string): void {
    this.refusedSpans += spans;
    warnOnce(
      `spool-refused ${this.endpoint}`,
      () => `${this.endpoint} refuses spans that were kept, and they are lost: ${reason}`,
    );
  }

  /** A batch that is kept, but is no batch any more. */
  unreadable(path: string, error: unknown): void {
    this.unreadableBatches += 1;
    warnOnce(
      `spool-unreadable ${path}`,
      () => `'${path}' has a line that cannot be read, and its spans are lost: ${errorText(error)}`,
    );
  }

  /** A file that stays where it is. */
  unusable(path: string, error: unknown): void {
    warnOnce(
      `spool-unusable ${path}`,
      () => `'${path}' cannot be used, and its spans are not sent: ${errorText(error)}`,
    );
  }

  /** With a file. `spans` that this process has written; how many one before it had is not known. */
  deleted(spans: number): void {
    this.deletedSpans += spans;
    warnOnce(
      `spool-deleted ${this.directory}`,
      () => `somebody deleted files in ${this.directory} whose spans had not been sent: those are lost`,
    );
  }

  unwritable(error: Error): void {
    warnOnce(
      `spool-unwritable ${this.directory}`,
      () =>
        `the spool in ${this.directory} cannot be used: ${errorText(error)}. Spans that the endpoint does not take wait ` +
        'in memory, and are lost when the process ends. Set spool.directory to a place that can be written to.',
    );
  }

  total(): void {
    if (this.sentLate > 0) log.info(`${this.sentLate} spans were sent from ${this.directory}`);
    if (this.refusedSpans > 0)
      log.warn(`${this.refusedSpans} spans that were kept are lost: ${this.endpoint} refused them`);
    if (this.deletedSpans > 0)
      log.warn(`${this.deletedSpans} spans that were kept are lost: their files were deleted`);
    if (this.unreadableBatches > 0)
      log.warn(`${this.unreadableBatches} batches that were kept are lost: they cannot be read`);
    this.sentLate = this.refusedSpans = this.deletedSpans = this.unreadableBatches = 0;
  }
}
