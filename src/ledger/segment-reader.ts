import { errorMessage } from '../shared/texts';
import { compressionOf } from './decompressed';
import type { LedgerEngine } from './engine';
import { readLine } from './request-line';
import { BLANK, isOfTheSystem, segmentLines, SegmentReplacedError } from './segment-lines';
import type { Block } from './segment-lines';
import { saveSegments, saveUnreadable } from './segments';
import type { Segment, UnreadablePlace } from './segments';
import { SpanBatch } from './span-batch';
import { TOO_LONG } from './whole-lines';

/** Spans loaded at a time: as many as DuckDB keeps together, so that each is written once, where it stays. */
const BATCH_ROWS = 122_880;

const LINE_BREAK = 0x0a;

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
   * Takes in what is new in a segment's file, and tells whether it is there still. One that cannot be opened is left
   * for the next time. Throws `SegmentReplacedError` where what was read before is not in it.
   */
  async read(path: string, segment: Segment, onRead: (bytes: number) => void): Promise<boolean> {
    const { position } = segment;
    const blocks = segmentLines(path, position, {
      onRead,
      onDamage: (line, problem) => {
        if (line > position.lines) this.say(segment, line, problem);
      },
    });
    const isFinished = compressionOf(path) !== 'none';
    try {
      for (;;) {
        const block = await blockOf(blocks);
        if (block.done) break;
        if (block.value.isWhole) this.take(block.value, segment);
        else this.takeRest(block.value, segment, isFinished);
        if (this.next.batch.size >= BATCH_ROWS) await this.startLoading();
      }
      segment.isRead = true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.isMissing) return false;
      this.say(segment, null, error.message);
      segment.isRead = !error.isOfTheSystem;
    } finally {
      await blocks.return(undefined);
    }
    this.next.segments.add(segment);
    return true;
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

  private take({ text, bytes, isTooLong, head, tail }: Block, segment: Segment): void {
    let { lines } = segment.position;
    if (isTooLong) this.say(segment, ++lines, TOO_LONG);
    for (let start = 0; start < text.length;) {
      const end = text.indexOf(LINE_BREAK, start);
      lines++;
      this.takeLine(text.toString('utf8', start, end), segment, lines);
      start = end + 1;
    }
    segment.position = { bytes: segment.position.bytes + bytes, lines, isInLine: false, head, tail };
    this.next.segments.add(segment);
  }

  /** A request that is whole needs no line break: a longer one cannot begin with it. */
  private takeRest(
    { text, bytes, isTooLong, head, tail }: Block,
    segment: Segment,
    isFinished: boolean,
  ): void {
    const line = text.toString();
    if (BLANK.test(line) && !isTooLong) return;
    if (isTooLong || !isWholeRequest(line)) {
      if (isFinished) this.say(segment, null, 'its last line is not whole');
      return;
    }
    const { position } = segment;
    this.takeLine(line, segment, position.lines + 1);
    segment.position = { ...position, bytes: position.bytes + bytes, isInLine: true, head, tail };
  }

  private takeLine(text: string, segment: Segment, line: number): void {
    if (BLANK.test(text)) return;
    const problem = readLine(text, segment.id, (row) => {
      if (!this.next.batch.add(row)) segment.duplicates++;
    });
    if (problem !== undefined) this.say(segment, line, problem);
  }

  private say({ id }: Segment, line: number | null, problem: string): void {
    this.next.unreadable.push({ segment: id, line, problem });
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

function isWholeRequest(text: string): boolean {
  try {
    const request: unknown = JSON.parse(text);
    return typeof request === 'object' && request !== null;
  } catch {
    return false;
  }
}

/** A file that cannot be read, or not to its end. */
class FileError extends Error {
  readonly isMissing: boolean;
  /** Else what is in the file is at fault. */
  readonly isOfTheSystem: boolean;

  constructor(cause: unknown) {
    super(errorMessage(cause), { cause });
    this.isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    this.isOfTheSystem = isOfTheSystem(cause);
  }
}

async function blockOf(blocks: AsyncGenerator<Block>): Promise<IteratorResult<Block>> {
  try {
    return await blocks.next();
  } catch (error) {
    throw error instanceof SegmentReplacedError ? error : new FileError(error);
  }
}
