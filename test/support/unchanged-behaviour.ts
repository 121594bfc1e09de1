import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Anywhere, EVERY_DECORATOR, undecorated } from './every-decorator';
import { startTelemetry, type Telemetry, warningsOf } from './telemetry';

/**
 * How the span of a call ends; as `abandoned` ends a run whose result was left early. `open`: it has not ended yet, as
 * nobody could be heard.
 */
export type SpanEnd = 'success' | 'failed' | 'canceled' | 'abandoned' | 'open';

/** One way to call a subject's method and to use what it gives. */
export type Use<S> = readonly [does: string, ends: SpanEnd, use: (subject: S) => unknown];

/** What a caller gets to see: the value, or what was thrown or rejected. */
export async function seen(act: () => unknown): Promise<unknown> {
  try {
    return { value: await act() };
  } catch (thrown) {
    return { thrown };
  }
}

/**
 * Every use, under every decorator: the caller sees what it sees of the undecorated class, one span has ended,
 * once and in the expected way, and nothing was warned about.
 */
export function itIsUnchanged<S>(
  subjectOf: (decorate: Anywhere) => new () => S,
  uses: readonly Use<S>[],
): void {
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = startTelemetry()));
  afterEach(() => telemetry.stop());

  describe.each(EVERY_DECORATOR)('under %s', (_name, decorate) => {
    it.each(uses)('%s (%s)', async (_does, ends, use) => {
      const Twin = subjectOf(undecorated);
      const expected = await seen(() => use(new Twin()));
      expect(telemetry.spans()).toEqual([]);

      const Subject = subjectOf(decorate());
      let actual: unknown;
      const warnings = await warningsOf(async () => {
        actual = await seen(() => use(new Subject()));
      });
      expect(actual).toEqual(expected);
      expect(telemetry.spans().map(endOf)).toEqual(
        ends === 'open' ? [] : [endFor(ends, telemetry.spans()[0])],
      );
      // OpenTelemetry says so where a span is ended twice.
      expect(warnings).toEqual([]);
    });
  });
}

const STATUS = 'botanu.outcome.status';

/** A run tells its outcome; of any other span its status shows whether it failed. */
const endOf = (span: ReadableSpan): unknown =>
  STATUS in span.attributes ? span.attributes[STATUS] : span.status.code;

const endFor = (ends: SpanEnd, span: ReadableSpan | undefined): unknown => {
  if (span !== undefined && STATUS in span.attributes) return ends;
  return ends === 'failed' ? SpanStatusCode.ERROR : SpanStatusCode.UNSET;
};
