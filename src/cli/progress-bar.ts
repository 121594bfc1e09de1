import { printableText } from '../shared/printable-text';

/** Where a bar is drawn: a terminal, or what is none. */
export interface BarStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Shorter work needs no bar. */
const QUIET_MS = 1_000;
const REDRAWN_MS = 100;
const CELLS = 24;
/** Some terminals say 0 when they do not know. */
const DEFAULT_COLUMNS = 80;

const RETURN_AND_CLEAR = '\r\x1b[2K';

/** How far a longer piece of work is, on a line of a terminal that is clear again afterwards. */
export class ProgressBar {
  private readonly stream: BarStream;
  private readonly label: string;
  private readonly clock: () => number;
  private readonly startedMs: number;
  private drawnMs = -Infinity;
  private isShown = false;

  constructor(stream: BarStream, label: string, clock: () => number = () => performance.now()) {
    this.stream = stream;
    this.label = printableText(label);
    this.clock = clock;
    this.startedMs = clock();
  }

  show(done: number, total: number): void {
    if (this.stream.isTTY !== true) return;
    const nowMs = this.clock();
    if (nowMs - this.startedMs < QUIET_MS || nowMs - this.drawnMs < REDRAWN_MS) return;
    this.drawnMs = nowMs;
    this.isShown = true;
    this.stream.write(RETURN_AND_CLEAR + this.text(done, total));
  }

  clear(): void {
    if (this.isShown) this.stream.write(RETURN_AND_CLEAR);
    this.isShown = false;
  }

  private text(done: number, total: number): string {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const full = Math.floor(share * CELLS);
    const bar = '█'.repeat(full) + '░'.repeat(CELLS - full);
    const text = `${this.label} ${bar} ${Math.floor(share * 100)}% of ${megabytes(total)}`;
    return text.slice(0, (this.stream.columns || DEFAULT_COLUMNS) - 1);
  }
}

const megabytes = (bytes: number): string =>
  `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en-US')} MB`;
