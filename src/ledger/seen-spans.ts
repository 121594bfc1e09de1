/** Which spans have come by. */
export class SeenSpans {
  /** Span ids are random enough to be looked up alone, which is less work than making a key of both. */
  private readonly traceOf = new Map<string, string>();
  /** What shares its span id with a span of another trace. */
  private readonly others = new Set<string>();

  /** Whether it is the first time. */
  add(traceId: string, spanId: string): boolean {
    const trace = this.traceOf.get(spanId);
    if (trace === traceId) return false;
    if (trace === undefined) {
      this.traceOf.set(spanId, traceId);
      return true;
    }
    const both = `${traceId}/${spanId}`;
    if (this.others.has(both)) return false;
    this.others.add(both);
    return true;
  }
}
