import { BotanuUseCase, emitOutcome } from 'botanu';
import type { LanguageModel } from './language-model';
import type { Order, OrderStore } from './order-store';

const MODELS = ['gpt-4.1-mini', 'gpt-4o-mini'];
const MOST_WITHOUT_APPROVAL_USD = 250;

const POLICY = `You decide on refunds. You are given an order as JSON. Goods that were delivered up to thirty days
ago, or that are still on their way, are refunded. Later ones are not. Answer with one word: approve or refuse.`;

export class RefundDesk {
  constructor(
    private readonly model: LanguageModel,
    private readonly orders: OrderStore,
  ) {}

  /**
   * A use case within a use case: a run of its own, with its own outcome, as part of the ticket that set it off.
   * The report tells the ticket's own cost and its cost with this apart.
   */
  @BotanuUseCase('Refund', { eventId: (order) => order.id, customerId: (order) => order.customerId })
  async refund(order: Order): Promise<string> {
    const { content } = await this.model.ask(MODELS, {
      messages: [
        { role: 'system', content: POLICY },
        { role: 'user', content: JSON.stringify(order) },
      ],
    });
    if (!content?.startsWith('approve')) {
      emitOutcome('failed', { reason: 'outside the refund policy' });
      return 'The refund was refused: the order was delivered more than thirty days ago.';
    }
    if (order.totalUsd > MOST_WITHOUT_APPROVAL_USD) {
      emitOutcome('partial', { reason: 'waits for the approval of a person' });
      return 'The refund is fine, but a person has to approve an amount as high as this.';
    }
    await this.orders.markRefunded(order.id);
    emitOutcome('success', { valueType: 'refunded_usd', valueAmount: order.totalUsd });
    return `${order.totalUsd} dollars are on their way back.`;
  }
}
