/** Of what sort an operation is that a span stands for. Each kind is priced by units of its own. */
export const OperationKind = {
  LLM: 'llm',
  TOOL: 'tool',
  DATABASE: 'database',
  STORAGE: 'storage',
  MESSAGING: 'messaging',
  /** The run as a whole: botanu's own span for it. */
  RUN: 'run',
  /** An outcome told after its run had ended. */
  OUTCOME: 'outcome',
} as const;
export type OperationKind = (typeof OperationKind)[keyof typeof OperationKind];
