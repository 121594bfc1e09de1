/** What a span says of a call. */
export interface Told extends ToldOfAnswer {
  readonly status: 'done' | 'canceled' | 'abandoned' | 'failed';
  readonly error?: string | undefined;
  readonly streamed: boolean;
  readonly timeToFirstChunk: boolean;
}

/** What of it comes out of the provider's answer. */
export interface ToldOfAnswer {
  readonly model?: string | undefined;
  readonly id?: string | undefined;
  readonly requestId?: string | undefined;
  readonly finish?: readonly string[] | undefined;
  readonly tier?: string | undefined;
  /** By attribute, without its prefix. */
  readonly usage: Readonly<Record<string, number>>;
}
