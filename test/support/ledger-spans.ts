import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  flags: number;
  attributes: { key: string; value: Record<string, unknown> }[];
}

interface OtlpRequest {
  resourceSpans: {
    resource: { attributes: OtlpSpan['attributes'] };
    scopeSpans: { spans: OtlpSpan[] }[];
  }[];
}

/** Names of a ledger's data files, plain and compressed. */
export const ledgerFiles = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => /^spans-.*\.jsonl(\.gz)?$/.test(name))
    .sort();

/** Every line of a ledger, each of which has to be whole. */
export const ledgerRequests = (directory: string): OtlpRequest[] =>
  ledgerFiles(directory).flatMap((name) => {
    const bytes = readFileSync(join(directory, name));
    const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
    if (lines.pop() !== '') throw new Error(`${name} ends in a torn line`);
    return lines.map((line) => JSON.parse(line) as OtlpRequest);
  });

/** Every span of a request. */
export const spansIn = ({ resourceSpans }: OtlpRequest): OtlpSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

/** Every span of a ledger. */
export const ledgerSpans = (directory: string): OtlpSpan[] => ledgerRequests(directory).flatMap(spansIn);
