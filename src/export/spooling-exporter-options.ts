export interface SpoolingExporterOptions {
  /** Of this endpoint alone. */
  readonly directory: string;
  readonly maxBytes: number;
  /** After which an answer is not waited for any more. */
  readonly exportTimeoutMillis: number;
  /** The endpoint as it may stand in a message. */
  readonly endpoint: string;
  /**
   * After which an endpoint that failed once is tried again; then at longer intervals.
   * @default 1000
   */
  readonly firstRetryMillis?: number;
}
