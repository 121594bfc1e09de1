import { log, warnOnce } from '../shared/diagnostics';
import { errorText } from '../shared/texts';

/** In a row, before it is said what to do about them. */
const TIME_OUTS = 3;

/** What is said of a spool: an outage when it begins and ends, and what is lost at the end. */
export class SpoolNews {
  private readonly endpoint: string;
  private readonly directory: string;
  private isOut = false;
  private outages = 0;
  private timeOuts = 0;
  private sentLate = 0;
  private setAsideSpans = 0;
  private refusedSpans = 0;
  private unreadableBatches = 0;
  private deletedSpans = 0;

  constructor({ endpoint, directory }: { readonly endpoint: string; readonly directory: string }) {
    this.endpoint = endpoint;
    this.directory = directory;
  }

  failed(reason: string, isTimeOut: boolean): void {
    this.timeOuts = isTimeOut ? this.timeOuts + 1 : 0;
    if (this.timeOuts >= TIME_OUTS) this.late(reason);
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
    this.timeOuts = 0;
    if (!this.isOut) return;
    this.isOut = false;
    log.info(`${this.endpoint} takes spans again`);
  }

  /** Kept spans that the endpoint will never take, and the file where they stay. */
  setAside(spans: number, reason: string, path: string): void {
    this.setAsideSpans += spans;
    warnOnce(
      `spool-set-aside ${this.endpoint}`,
      () =>
        `${this.endpoint} does not take some spans, though it takes others (${reason}): they are left in '${path}' ` +
        'and not sent again',
    );
  }

  /** The same, where there is no room for them. */
  refused(spans: number, reason: string): void {
    this.refusedSpans += spans;
    warnOnce(
      `spool-refused ${this.endpoint}`,
      () =>
        `${this.endpoint} does not take some spans that were kept (${reason}), and they are lost: there are enough of ` +
        `them in ${this.directory} to fill an eighth of spool.maxBytes. Move its files away that end in '.refused'.`,
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

  /** One that is only slow takes them, and nobody hears of it. */
  private late(reason: string): void {
    warnOnce(
      `spool-late ${this.endpoint}`,
      () =>
        `${this.endpoint} has answered too late ${TIME_OUTS} times in a row, or not at all (${reason}). The same spans ` +
        'are sent until it answers in time. If it is only slow, give it longer: exportTimeoutMillis, and ' +
        'OTEL_EXPORTER_OTLP_TIMEOUT.',
    );
  }

  total(): void {
    if (this.sentLate > 0) log.info(`${this.sentLate} spans were sent from ${this.directory}`);
    if (this.setAsideSpans > 0)
      log.warn(
        `${this.setAsideSpans} spans that ${this.endpoint} refused were left in ${this.directory}, in files ` +
          "that end in '.refused'",
      );
    if (this.refusedSpans > 0)
      log.warn(`${this.refusedSpans} spans that were kept are lost: ${this.endpoint} refused them`);
    if (this.deletedSpans > 0)
      log.warn(`${this.deletedSpans} spans that were kept are lost: their files were deleted`);
    if (this.unreadableBatches > 0)
      log.warn(`${this.unreadableBatches} batches that were kept are lost: they cannot be read`);
    this.sentLate = this.setAsideSpans = this.refusedSpans = this.deletedSpans = this.unreadableBatches = 0;
  }
}
