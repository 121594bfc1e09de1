import { ANTHROPIC_SCOPE } from '../semconv/foreign-attributes';
import type { ColumnValue } from './engine';
import { place } from './span-columns';

const SCOPE = place('scope');
const INPUT_TOKENS = place('input_tokens');
const OUTPUT_TOKENS = place('output_tokens');
const CACHE_READ_TOKENS = place('cache_read_tokens');
const CACHE_WRITE_TOKENS = place('cache_write_tokens');
const COMPACTION_INPUT_TOKENS = place('compaction_input_tokens');
const COMPACTION_OUTPUT_TOKENS = place('compaction_output_tokens');

/** Writes Anthropic's own input count, which leaves out what came from a cache or went into one. */
const TRACELOOP_ANTHROPIC_SCOPE = '@traceloop/instrumentation-anthropic';

/** Makes the totals what the conventions have them to be, whatever an instrumentation is known to leave out. */
export function completeTotals(values: ColumnValue[]): void {
  switch (values[SCOPE]) {
    case TRACELOOP_ANTHROPIC_SCOPE:
      add(values, INPUT_TOKENS, CACHE_READ_TOKENS);
      add(values, INPUT_TOKENS, CACHE_WRITE_TOKENS);
      break;
    case ANTHROPIC_SCOPE:
      // What it took to compact a long conversation is charged like the rest.
      add(values, INPUT_TOKENS, COMPACTION_INPUT_TOKENS);
      add(values, OUTPUT_TOKENS, COMPACTION_OUTPUT_TOKENS);
      break;
  }
}

/** Of a total that is not known nothing is. */
function add(values: ColumnValue[], total: number, more: number): void {
  if (values[total] === null) return;
  values[total] = (values[total] as number) + ((values[more] as number | null) ?? 0);
}
