import type { Table } from './engine';
import { SPANS } from './tables';

/** The spans, and which segment each was first found in. */
export const STORED_SPANS = {
  name: SPANS.name,
  columns: { ...SPANS.columns, segment: 'integer' },
} as const satisfies Table;

/** What the cache knows of itself, by key. */
export const META = { name: 'meta', columns: { key: 'text', value: 'text' } } as const satisfies Table;

/** How far each segment has been read. */
export const SEGMENTS = {
  name: 'segments',
  columns: {
    segment: 'integer',
    /** Without what compression adds to it. */
    name: 'text',
    /** The file as it was then: one that is still the same, and has been read to its end, has nothing new. */
    file: 'text',
    file_bytes: 'integer',
    file_modified_ms: 'number',
    file_inode: 'number',
    is_read: 'integer',
    read_bytes: 'integer',
    read_lines: 'integer',
    is_in_line: 'integer',
    head_hash: 'text',
    tail_bytes: 'integer',
    tail_hash: 'text',
    /** Found elsewhere, or earlier in it, before. */
    duplicates: 'integer',
  },
} as const satisfies Table;

/** What could not be read. A line of NULL stands for the end of the file. */
export const UNREADABLE = {
  name: 'unreadable',
  columns: { segment: 'integer', line: 'integer', problem: 'text' },
} as const satisfies Table;

/** Traces that got or lost spans since their model calls were counted. One may stand here more than once. */
export const CHANGED_TRACES = {
  name: 'changed_traces',
  columns: { trace_id: 'text' },
} as const satisfies Table;

/** By what spans of a batch are looked for among those that are there, without going through all that they hold. */
export const INCOMING_IDS = {
  name: 'incoming_ids',
  columns: { trace_id: 'text', span_id: 'text', segment: 'integer' },
} as const satisfies Table;

/** Those that were found. */
export const REPEATED = {
  name: 'repeated',
  columns: INCOMING_IDS.columns,
  temporary: true,
} as const satisfies Table;
