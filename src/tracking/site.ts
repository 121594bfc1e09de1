/** Where an operation is written down. */
export interface Site {
  /** For messages, e.g. `@TrackLlm on 'SupportAgent.complete'`. */
  readonly where: string;
  /** The method's or function's own name: the default of names that a user may leave out. */
  readonly name: string;
}
