// Checked by the compiler alone: what only the standard dialect may decorate, and what it may not.
import { BotanuUseCase, TrackLlm, TrackTool } from 'botanu';
import { typed } from '../expect-type';

export class Agent {
  #prefix = 'my-';

  @TrackLlm({
    model(model) {
      return this.#prefix + typed<string>()(model);
    },
  })
  #complete(model: string): string {
    return model;
  }

  @TrackTool({ name: (id) => typed<string>()(id) })
  static #shared(id: string): string {
    return id;
  }

  @TrackLlm({
    model(request) {
      typed<Agent>()(this);
      return typed<{ model: string }>()(request).model;
    },
    usage: (result) => ({ inputTokens: typed<number>()(result) }),
  })
  field = async (request: { model: string }): Promise<number> => request.model.length;

  @BotanuUseCase('Customer Support', { eventId: (id) => id })
  #field = (id: string): string => id;

  // @ts-expect-error -- a getter
  @TrackTool()
  get getter(): number {
    return this.#prefix.length;
  }

  // @ts-expect-error -- a getter, though it gives a function
  @TrackTool()
  get functionGetter(): () => number {
    return () => 1;
  }

  // @ts-expect-error -- an accessor
  @TrackTool()
  accessor accessor = 1;

  use(): string {
    return this.#complete('gpt-4o') + Agent.#shared('x') + this.#field('y');
  }
}
