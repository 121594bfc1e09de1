import type { AttributeValue, Span } from '@opentelemetry/api';
import { BOTANU_PREFIX } from '../semconv/baggage-keys';
import { redacted } from '../shared/redaction';
import type { Outcome } from './outcome';
import type { RunContext } from './run-context';
import { type Stamp, without } from './stamp';

/** What stands under the one context key of the SDK: the innermost open span, which knows its run. */
export interface RunScope {
  readonly activeRun: ActiveRun | undefined;
}

/** A run as this process knows it: started here, or named by a peer's baggage. */
export class ActiveRun {
  /** The run's own span; undefined for a run of another process. */
  span: Span | undefined = undefined;
  /** The run's tracker, until it ends: what a message that comes back to this process goes on in. */
  scope: RunScope | undefined = undefined;
  /** The last one emitted; written to the span when the run ends. */
  outcome: Outcome | undefined = undefined;
  ended = false;
  /** What `setBaggage` put on the run. */
  baggage: Map<string, string> | undefined = undefined;

  constructor(
    readonly context: RunContext,
    public stamp: Stamp,
  ) {}

  /** Every later span of the run carries it. */
  addToStamp(key: string, value: AttributeValue): void {
    const recorded = redacted(key, value);
    if (recorded !== undefined) this.stamp = [...without(this.stamp, key), key, recorded];
  }

  setBaggage(key: string, value: string): void {
    (this.baggage ??= new Map()).set(key, value);
    if (key.startsWith(BOTANU_PREFIX)) this.addToStamp(key, value);
  }
}
