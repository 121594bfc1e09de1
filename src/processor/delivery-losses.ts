import { log } from '../shared/diagnostics';

/** Spans that did not reach their exporter: said once when it begins, counted, and said again at the end. */
export class DeliveryLosses {
  private dropped = 0;
  private failed = 0;
  private failedSinceSuccess = 0;
  private saidFailing = false;

  /** The queue was full. */
  drop(maxQueueSize: number): void {
    if (this.dropped++ > 0) return;
    log.warn(
      `the span queue is full (${maxQueueSize} spans): spans are dropped until the exporter catches up. ` +
        'A higher maxQueueSize takes longer bursts; the number dropped is told at shutdown.',
    );
  }

  /** The exporter gave these spans up. */
  fail(spans: number, reason: string): void {
    if (spans === 0) return;
    this.failed += spans;
    this.failedSinceSuccess += spans;
    if (this.saidFailing) return;
    this.saidFailing = true;
    log.warn(`spans cannot be exported and are lost: ${reason}. It is tried again with later spans.`);
  }

  succeed(): void {
    if (this.failedSinceSuccess === 0) return;
    log.info(`spans are exported again; ${counted(this.failedSinceSuccess)} lost meanwhile`);
    this.failedSinceSuccess = 0;
  }

  /** The process left before the exporter answered. */
  leaveBehind(spans: number): void {
    if (spans === 0) return;
    log.warn(
      `${counted(spans)} not delivered when the process ended: ` +
        'await flushBotanu() before process.exit(), or set spool or ledger to keep them on disk.',
    );
  }

  total(): void {
    if (this.dropped + this.failed === 0) return;
    log.warn(
      `${counted(this.dropped + this.failed)} lost: ${this.dropped} dropped, ${this.failed} failed to export`,
    );
    this.dropped = this.failed = this.failedSinceSuccess = 0;
  }
}

const counted = (spans: number): string => (spans === 1 ? '1 span was' : `${spans} spans were`);
