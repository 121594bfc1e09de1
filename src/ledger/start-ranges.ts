/** Times are put together by so much: a span that came late does not make the range wide. */
const BUCKET_NANOS = 60_000_000_000n;

/** What a time in JSON may be off by that was written as a number, and to spare. */
const ROUNDING_NANOS = 1024n;

/** Of more ranges the closest are joined: the answer is the same, and only the search is longer. */
const MOST_RANGES = 16;

/** The few ranges of time, in nanoseconds, that all starts taken lie in. */
export class StartRanges {
  private readonly buckets = new Set<number>();

  add(nanos: string): void {
    this.buckets.add(bucketOf(nanos));
  }

  /** First and last of each. */
  ranges(): [bigint, bigint][] {
    const sorted = Float64Array.from(this.buckets).sort();
    return cuts(sorted).map(([from, to]) => [
      BigInt(sorted[from]!) * BUCKET_NANOS - ROUNDING_NANOS,
      BigInt(sorted[to]! + 1) * BUCKET_NANOS + ROUNDING_NANOS,
    ]);
  }
}

/** Exact where a double cannot hold all digits, for the last nine of them are left out. */
const bucketOf = (nanos: string): number =>
  Math.floor(Number(nanos.slice(0, -9)) / (Number(BUCKET_NANOS) / 1e9));

/** Places of the first and last of each range. */
function cuts(sorted: Float64Array): [number, number][] {
  if (sorted.length === 0) return [];
  const gaps: { readonly before: number; readonly width: number }[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const width = sorted[i]! - sorted[i - 1]!;
    if (width > 1) gaps.push({ before: i, width });
  }
  const widest = gaps.sort((a, b) => b.width - a.width).slice(0, MOST_RANGES - 1);
  const starts = [0, ...widest.map(({ before }) => before).sort((a, b) => a - b)];
  return starts.map((start, i) => [start, (starts[i + 1] ?? sorted.length) - 1]);
}
