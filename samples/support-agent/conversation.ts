import type { ChatCompletionMessageParam } from 'openai/resources';
import { HANDBOOK } from './handbook';
import type { LanguageModel } from './language-model';
import { TOOLS, type Toolbox } from './toolbox';

/** More rounds of tools than any question needs. */
const MAX_ROUNDS = 6;

/** A customer's messages and our answers. */
export class Conversation {
  isHandedOver = false;
  private readonly messages: ChatCompletionMessageParam[];

  constructor(
    private readonly model: LanguageModel,
    private readonly models: readonly string[],
    private readonly toolbox: Toolbox,
    history: readonly string[],
  ) {
    this.messages = [{ role: 'system', content: [HANDBOOK, 'Earlier tickets:', ...history].join('\n') }];
  }

  /** Lets the model use tools until it has an answer. */
  async answer(question: string): Promise<string> {
    this.messages.push({ role: 'user', content: question });
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const message = await this.model.ask(this.models, { messages: this.messages, tools: TOOLS });
      this.messages.push(message);
      if (!message.tool_calls?.length) return message.content ?? '';
      for (const call of message.tool_calls) {
        if (call.type !== 'function') continue;
        const result = await this.toolbox.use(call);
        this.messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(result) });
        if (call.function.name === 'hand_over_to_human') this.isHandedOver = true;
      }
    }
    throw new Error(`The model found no answer in ${MAX_ROUNDS} rounds.`);
  }

  get transcript(): string {
    return this.messages.map((message) => JSON.stringify(message)).join('\n');
  }
}
