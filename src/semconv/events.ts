/** Span events, and the names of spans that are not made of their attributes. */
export const BotanuEvent = {
  RUN_STARTED: 'botanu.run.started',
  RUN_COMPLETED: 'botanu.run.completed',
  OUTCOME_EMITTED: 'botanu.outcome_emitted',
  EXCEPTION: 'exception',
} as const;

/** Keys on those events that are not attributes elsewhere. */
export const BotanuEventField = {
  RUN_ID: 'run_id',
  USE_CASE: 'use_case',
  WORKFLOW: 'workflow',
  STATUS: 'status',
  DURATION_MS: 'duration_ms',
  ERROR_CLASS: 'error_class',
  ERROR_TYPE: 'error_type',
  VALUE_TYPE: 'value_type',
  VALUE_AMOUNT: 'value_amount',
} as const;

export const BotanuSpanName = {
  /** Prefix: `botanu.run/{use case}`. */
  RUN: 'botanu.run/',
  OUTCOME: 'botanu.outcome',
} as const;

/** `gen_ai.operation.name` of spans that are no model call. */
export const GenAiOperation = { INVOKE_WORKFLOW: 'invoke_workflow', EXECUTE_TOOL: 'execute_tool' } as const;
