import { currentTracker, TrackTool } from 'botanu';
import type { ChatCompletionFunctionTool, ChatCompletionMessageFunctionToolCall } from 'openai/resources';
import type { OrderStore } from './order-store';
import type { RefundDesk } from './refund-desk';

export class Toolbox {
  constructor(
    private readonly orders: OrderStore,
    private readonly refunds: RefundDesk,
  ) {}

  /** One span a tool call, by the name and the id that the model gave it. */
  @TrackTool({ name: (call) => call.function.name, toolCallId: (call) => call.id })
  async use(call: ChatCompletionMessageFunctionToolCall): Promise<unknown> {
    if (call.function.name === 'hand_over_to_human') return 'A person has been told.';

    const { order_id: orderId } = JSON.parse(call.function.arguments) as { order_id: string };
    const order = await this.orders.find(orderId);
    currentTracker('tool').setResult({ success: order !== undefined, itemsReturned: order ? 1 : 0 });
    if (order === undefined) return `There is no order ${orderId}.`;
    return call.function.name === 'refund_order' ? this.refunds.refund(order) : order;
  }
}

const tool = (name: string, description: string, argument: string): ChatCompletionFunctionTool => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
  },
});

/** What the model is told that it can do. */
export const TOOLS: ChatCompletionFunctionTool[] = [
  tool('lookup_order', 'The state of an order: what, how much, and where it is.', 'order_id'),
  tool('refund_order', 'Asks the refund desk to refund an order, and gives its decision.', 'order_id'),
  tool('hand_over_to_human', 'Hands the ticket over to a person.', 'reason'),
];
