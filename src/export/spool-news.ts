import { log, warnOnce } from '../shared/diagnostics';

/** What is said of a spool: an outage when it begins and ends, and what is lost at the end. */
export class SpoolNews {
  private readonly endpoint: string;
  private readonly directory: string;
  private isOut = false;
  private outages = 0;
  private sentLate = 0;
  private refusedSpans = 0;

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

  unwritable(error: Error): void {
    warnOnce(
      `spool-unwritable ${this.directory}`,
      () =>
        `the spool in ${this.directory} cannot be used: ${String(error)}. Spans that the endpoint does not take wait ` +
        'in memory, and are lost when the process ends. Set spool.directory to a place that can be written to.',
    );
  }

  total(): void {
    if (this.sentLate > 0) log.info(`${this.sentLate} spans were sent from ${this.directory}`);
    if (this.refusedSpans > 0)
      log.warn(`${this.refusedSpans} spans that were kept are lost: ${this.endpoint} refused them`);
    this.sentLate = this.refusedSpans = 0;
  }
}
