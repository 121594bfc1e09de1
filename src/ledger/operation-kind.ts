import { CostedKind } from '../pricing/costed-kind';

/** Of what kind that is which a span stands for: an operation that costs something, or what is told of a run. */
export const OperationKind = {
  ...CostedKind,
  /** The run as a whole: botanu's own span for it. */
  RUN: 'run',
  /** An outcome told after its run had ended. */
  OUTCOME: 'outcome',
} as const;
export type OperationKind = (typeof OperationKind)[keyof typeof OperationKind];
