import {
  type LateOutcomeFields,
  lateOutcomeSpan,
  type LlmFields,
  llmSpan,
  NOON_MS,
  runSpan,
} from './otlp-lines';

// Spans for tables of runs that are computed by hand. Seconds are after noon.

/** Half a second. */
export const at = (seconds: number) => ({
  startMs: NOON_MS + seconds * 1000,
  endMs: NOON_MS + seconds * 1000 + 500,
});

/** Of a use case of its own, which has its name, unless another is named. */
export const run = (
  name: string,
  outcome?: string,
  more: Record<string, string | number> = {},
  { useCase = name, parent }: { readonly useCase?: string; readonly parent?: string } = {},
) =>
  runSpan({
    run: name,
    useCase,
    ...at(0),
    more,
    ...(outcome === undefined ? {} : { outcome }),
    ...(parent === undefined ? {} : { parent }),
  });

export const callAt = (run: string, seconds: number, fields: LlmFields = {}) =>
  llmSpan({ run, ...at(seconds), ...fields });

/** What a run was worth. */
export const worth = (type: string, amount: number) => ({
  'botanu.outcome.value_type': type,
  'botanu.outcome.value_amount': amount,
});

/** An outcome learnt later. */
export const told = (seconds: number, fields: Omit<LateOutcomeFields, 'atMs'>) =>
  lateOutcomeSpan({ ...fields, atMs: NOON_MS + seconds * 1000 });
