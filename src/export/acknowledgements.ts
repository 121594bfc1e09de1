import { type ExportResult, ExportResultCode, failure } from './span-exporter';

type Done = (result: ExportResult) => void;
type Lost = ExportResult['lost'];

/** What syncs to the disk all that was written before. */
export interface Disk {
  sync(done: (error: Error | null) => void): void;
  syncNow(): void;
}

/** Answers for batches that are written down, as soon as they survive a crash of the machine too. */
export class Acknowledgements {
  private readonly disk: Disk;
  private readonly waiting = new Map<Done, Lost>();
  private isSyncing = false;

  constructor(disk: Disk) {
    this.disk = disk;
  }

  /** One sync at a time, for all that was written down before it. `lost`: spans of the batch that were left out. */
  add(done: Done, lost: Lost): void {
    this.waiting.set(done, lost);
    this.sync();
  }

  /** For the end of the process. */
  settleNow(): void {
    if (this.waiting.size === 0) return;
    let failed: Error | null = null;
    try {
      this.disk.syncNow();
    } catch (error) {
      failed = error as Error;
    }
    this.answer([...this.waiting], failed);
  }

  private sync(): void {
    if (this.isSyncing || this.waiting.size === 0) return;
    this.isSyncing = true;
    const these = [...this.waiting];
    this.disk.sync((error) => {
      this.isSyncing = false;
      this.answer(these, error);
      this.sync();
    });
  }

  private answer(these: readonly (readonly [Done, Lost])[], error: Error | null): void {
    for (const [done, lost] of these) {
      if (!this.waiting.delete(done)) continue;
      done(error !== null ? failure(error) : lost === undefined ? SPOOLED : { ...SPOOLED, lost });
    }
  }
}

const SPOOLED: ExportResult = Object.freeze({ code: ExportResultCode.SUCCESS, isSpooled: true });
