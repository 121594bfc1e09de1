import type { Context } from '@opentelemetry/api';
import type { BotanuSampler } from '../processor/botanu-sampler';
import type { AnySpanProcessor } from './node-sdk-configuration';

/**
 * A span processor of the application's, which is not shown the spans that nobody but {@link BotanuSampler} has
 * recorded. Most leave out what is not sampled by themselves; Sentry's takes whatever it is given.
 */
export class ShieldedProcessor implements AnySpanProcessor {
  private readonly raised = new WeakSet();

  constructor(
    readonly theirs: AnySpanProcessor & { onEnding?(span: never): void },
    private readonly sampler: BotanuSampler,
  ) {}

  onStart(span: never, parentContext: Context): void {
    if (this.sampler.hasRaised(parentContext)) this.raised.add(span);
    else this.theirs.onStart(span, parentContext);
  }

  onEnding(span: never): void {
    if (!this.raised.has(span)) this.theirs.onEnding?.(span);
  }

  onEnd(span: never): void {
    if (!this.raised.has(span)) this.theirs.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.theirs.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.theirs.shutdown();
  }
}
