// Checked by the compiler alone: @InjectTracker() stands on parameters that are typed as a tracker.
import {
  type DBTracker,
  InjectTracker,
  LLMTracker,
  type RunTracker,
  type SpanTracker,
  type ToolTracker,
  TrackLlm,
} from 'botanu';

export class Agent {
  @TrackLlm({ model: (prompt) => prompt })
  complete(_prompt: string, @InjectTracker() _tracker?: LLMTracker): void {}

  kinds(
    @InjectTracker() _db?: DBTracker,
    @InjectTracker() _tool?: ToolTracker,
    @InjectTracker() _run?: RunTracker,
    @InjectTracker() _any?: SpanTracker,
    @InjectTracker() _both?: LLMTracker | ToolTracker,
    @InjectTracker() _unknown?: unknown,
  ): void {}

  required(@InjectTracker() _tracker: LLMTracker): void {}

  static shared(@InjectTracker() _tracker?: LLMTracker): void {}

  private hidden(@InjectTracker() _tracker?: LLMTracker): void {}

  mistakes(
    // @ts-expect-error -- a text is no tracker
    @InjectTracker() _text: string,
    // @ts-expect-error -- nor is an object
    @InjectTracker() _object?: { model: string },
    // @ts-expect-error -- nor a number
    @InjectTracker() _number?: number,
  ): void {}

  use(): void {
    this.hidden();
  }
}

export class Misplaced {
  // @ts-expect-error -- not for methods
  @InjectTracker()
  method(): void {}

  // @ts-expect-error -- without its parentheses
  bare(@InjectTracker _tracker?: LLMTracker): void {}

  // @ts-expect-error -- not for parameters
  parameter(@TrackLlm() _tracker?: LLMTracker): void {}
}

export class Constructed {
  // @ts-expect-error -- not for constructors
  constructor(@InjectTracker() _tracker?: LLMTracker) {}
}
