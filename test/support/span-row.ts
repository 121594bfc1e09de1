import type { OtlpSpan } from '../../src/ledger/otlp-json';
import { readSpanRows } from '../../src/ledger/span-rows';
import { STORED_SPANS } from '../../src/ledger/store-tables';
import type { ColumnValue } from '../../src/ledger/engine';

type Row = Record<keyof typeof STORED_SPANS.columns, ColumnValue>;

/** What the table gets of a request, by its columns. */
export function spanRows(request: unknown): Row[] {
  const rows: Row[] = [];
  readSpanRows(request as Parameters<typeof readSpanRows>[0], 1, (values) => {
    rows.push(
      Object.fromEntries(Object.keys(STORED_SPANS.columns).map((name, i) => [name, values[i]!])) as Row,
    );
  });
  return rows;
}

/** Of one span, of a service and, if one is named, an instrumentation. */
export const rowOf = (span: Partial<OtlpSpan>, scope?: string): Row | undefined =>
  spanRows({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'support-agent' } }] },
        scopeSpans: [
          { ...(scope && { scope: { name: scope } }), spans: [{ traceId: 'a1', spanId: 'b2', ...span }] },
        ],
      },
    ],
  })[0];
