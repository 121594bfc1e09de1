import type { LedgerEngine, RowBatch } from './engine';
import { SeenSpans } from './seen-spans';
import { place } from './span-columns';
import type { SpanValues } from './span-rows';
import { StartRanges } from './start-ranges';
import { CHANGED_TRACES, INCOMING_IDS, REPEATED, STORED_SPANS } from './store-tables';

const TRACE_ID = place('trace_id');
const SPAN_ID = place('span_id');
const START = place('start_unix_nano');
const SEGMENT = place('segment');

/** How many spans of each segment were there already. */
type Repetitions = ReadonlyMap<number, number>;

/** Different spans on their way into the table. */
export class SpanBatch {
  private readonly engine: LedgerEngine;
  private readonly spans: RowBatch;
  private readonly ids: RowBatch;
  private readonly seen = new SeenSpans();
  private readonly starts = new StartRanges();
  private hasUnknownStart = false;

  constructor(engine: LedgerEngine) {
    this.engine = engine;
    this.spans = engine.newBatch(STORED_SPANS);
    this.ids = engine.newBatch(INCOMING_IDS);
  }

  get size(): number {
    return this.spans.rows;
  }

  /** Whether it is the first time. */
  add(row: SpanValues): boolean {
    const traceId = row[TRACE_ID] as string;
    const spanId = row[SPAN_ID] as string;
    if (!this.seen.add(traceId, spanId)) return false;
    this.spans.add(row);
    this.ids.add([traceId, spanId, row[SEGMENT]!]);
    const start = row[START] as string | null;
    if (start === null) this.hasUnknownStart = true;
    else this.starts.add(start);
    return true;
  }

  /**
   * Adds those that are not in the table yet. It is looked for them only among the spans that start when they do, for
   * one that is delivered twice has one start: what is long past is not gone through again. Within a transaction.
   */
  async load(): Promise<Repetitions> {
    if (this.size === 0) return new Map();
    await this.engine.createTable(REPEATED);
    await this.engine.execute(`
      INSERT INTO ${REPEATED.name}
      SELECT incoming.trace_id, incoming.span_id, incoming.segment
      FROM spans JOIN ${this.engine.sourceOf(this.ids)} AS incoming
        ON spans.span_id = incoming.span_id AND spans.trace_id = incoming.trace_id
      WHERE ${this.sameStarts()}`);
    const rows = await this.engine.query<{ segment: number; spans: number }>(
      `SELECT segment, count(*) AS spans FROM ${REPEATED.name} GROUP BY segment`,
    );
    const isNew =
      rows.length === 0
        ? 'true'
        : `NOT EXISTS (
      SELECT 1 FROM ${REPEATED.name}
      WHERE ${REPEATED.name}.span_id = incoming.span_id AND ${REPEATED.name}.trace_id = incoming.trace_id)`;
    await this.engine.execute(`
      INSERT INTO ${STORED_SPANS.name}
      SELECT * FROM ${this.engine.sourceOf(this.spans)} AS incoming WHERE ${isNew}`);
    await this.engine.execute(`
      INSERT INTO ${CHANGED_TRACES.name}
      SELECT DISTINCT trace_id FROM ${this.engine.sourceOf(this.ids)} AS incoming WHERE ${isNew}`);
    if (rows.length > 0) await this.engine.execute(`DELETE FROM ${REPEATED.name}`);
    return new Map(rows.map(({ segment, spans }) => [segment, spans]));
  }

  discard(): void {
    this.spans.discard();
    this.ids.discard();
  }

  private sameStarts(): string {
    const conditions = this.starts
      .ranges()
      .map(([first, last]) => `spans.start_unix_nano BETWEEN ${first} AND ${last}`);
    if (this.hasUnknownStart) conditions.push('spans.start_unix_nano IS NULL');
    return `(${conditions.join(' OR ')})`;
  }
}
