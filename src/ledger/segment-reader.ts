import type { LedgerEngine } from './engine';
import type { SegmentFile } from './ledger-files';
import type { TraceRequest } from './otlp-json';
import { segmentLines, SegmentReplacedError } from './segment-lines';
import type { Block } from './segment-lines';
import { saveSegments, saveUnreadable } from './segments';
import type { Segment, UnreadablePlace } from './segments';
import { SpanBatch } from './span-batch';
import { readSpanRows } from './span-rows';

/** Spans loaded at a time: as many as DuckDB keeps together, so that each is written once, where it stays. */
const BATCH_ROWS = 122_880;

const LINE_BREAK = 0x0a;
const BLANK = /^\s*$/;

/** What is loaded in one transaction. */
interface Load {
  readonly batch: SpanBatch;
  readonly unreadable: UnreadablePlace[];
  /** Those that have been read from. */
  readonly segments: Set<Segment>;
}

/**
 * Reads segments into an engine, in transactions of many spans: each holds rows, and how far their segments have been
 * read. While one is under way, what the next will hold is read.
 */
export class SegmentReader {
  private readonly engine: LedgerEngine;
  private next: Load;
  private loading: Promise<void> = Promise.resolve();

  constructor(engine: LedgerEngine) {
    this.engine = engine;
    this.next = this.newLoad();
  }

  /**
   * Takes in what is new in a file. One that has vanished is left for the next list; throws `SegmentReplacedError`
   * where what was read before is no longer in it.
   */
  async read(
    path: string,
    file: SegmentFile,
    segment: Segment,
    onRead: (bytes: number) => void,
  ): Promise<void> {
    const blocks = segmentLines(path, segment.position, onRead);
    try {
      for (;;) {
        const block = await blockOf(blocks);
        if (block.done) break;
        this.take(block.value, segment);
        if (this.next.batch.size >= BATCH_ROWS) await this.startLoading();
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.isMissing) return;
      this.next.unreadable.push({ segment: segment.id, line: null, problem: error.message });
    } finally {
      await blocks.return(undefined);
    }
    segment.read = file;
    this.next.segments.add(segment);
  }

  /** Resolves when all that has been read is in the engine. */
  async flush(): Promise<void> {
    await this.startLoading();
    await this.loading;
  }

  /** Waits for what is under way, and drops the rest. */
  async end(): Promise<void> {
    await this.loading.catch(() => undefined);
    this.next.batch.discard();
  }

  private take({ lines, endBytes, tail }: Block, segment: Segment): void {
    let line = segment.position.lines;
    for (let start = 0; start < lines.length;) {
      const end = lines.indexOf(LINE_BREAK, start);
      const text = lines.toString('utf8', start, end);
      line++;
      start = end + 1;
      if (BLANK.test(text)) continue;
      try {
        readSpanRows(JSON.parse(text) as TraceRequest, segment.id, (row) => {
          if (!this.next.batch.add(row)) segment.duplicates++;
        });
      } catch (error) {
        // Anything else is no fault of the line's, such as a full disk.
        if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
        this.next.unreadable.push({ segment: segment.id, line, problem: error.message });
      }
    }
    segment.position = { bytes: endBytes, lines: line, tail };
    this.next.segments.add(segment);
  }

  private async startLoading(): Promise<void> {
    await this.loading;
    const full = this.next;
    this.next = this.newLoad();
    this.loading = this.load(full);
    // Whoever waits for it next is told.
    this.loading.catch(() => undefined);
  }

  private newLoad(): Load {
    return { batch: new SpanBatch(this.engine), unreadable: [], segments: new Set() };
  }

  private async load({ batch, unreadable, segments }: Load): Promise<void> {
    // As they are now: meanwhile reading goes on.
    const read = [...segments].map((segment) => ({ segment, state: { ...segment } }));
    try {
      await this.engine.transaction(async () => {
        const repeated = await batch.load();
        for (const { segment, state } of read) {
          const spans = repeated.get(segment.id) ?? 0;
          segment.duplicates += spans;
          state.duplicates += spans;
        }
        const states = read.map(({ state }) => state);
        await saveUnreadable(this.engine, states, unreadable);
        await saveSegments(this.engine, states);
      });
    } finally {
      batch.discard();
    }
  }
}

/** A file that cannot be read, or not to its end. */
class FileError extends Error {
  readonly isMissing: boolean;

  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

async function blockOf(blocks: AsyncGenerator<Block>): Promise<IteratorResult<Block>> {
  try {
    return await blocks.next();
  } catch (error) {
    throw error instanceof SegmentReplacedError ? error : new FileError(error);
  }
}

const messageOf = (error: unknown): string => (error as Partial<Error>).message ?? String(error);
