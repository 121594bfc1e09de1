import { BotanuUseCase, emitOutcome, injectRunContext } from 'botanu';
import type { Order } from './orders';
import type { OrderStore } from './order-store';
import type { Writer } from './writer';

const HOUSE = `You work for a shop that engraves gifts by hand and by laser. Everything that is engraved stays for good, so
nothing is made up: no names that the customer did not give, no dates, no quotations of living authors. Numbers are
written as the customer writes them. Exclamation marks look like scratches and are left out. What is not for children's
eyes is declined politely, and so is anything that belongs to somebody else: trademarks, lyrics, football clubs.`;

const ENGRAVER = `${HOUSE}
You word engravings. An engraving has forty characters at most, and four on a spoon's handle for each centimetre. Answer
with the words to engrave, and nothing else.`;

const ADVISER = `${HOUSE}
You advise the visitors of the shop. Name three gifts and say why, in three sentences.`;

export class OrderDesk {
  constructor(
    private readonly writer: Writer,
    private readonly orders: OrderStore,
    private readonly workshop: string,
  ) {}

  /** What the run brought in is its value. In the currency of the costs it is set against them. */
  @BotanuUseCase('Order', { eventId: (order) => order.id, customerId: (order) => order.customerId })
  async place(order: Order): Promise<void> {
    const engraving = await this.writer.write(`${ENGRAVER}\n${order.wish}`);
    if (!(await this.orders.take(order.item))) {
      emitOutcome('failed', { reason: 'sold out' });
      return;
    }
    await this.orders.insert(order, engraving);
    await this.engrave(order, engraving);
    emitOutcome('success', { valueType: 'usd', valueAmount: order.totalUsd });
  }

  /**
   * The workshop is another service. The headers name the run, so that what is spent there belongs to it. Where an
   * instrumentation of `fetch` is installed it does this by itself.
   */
  private async engrave({ id }: Order, engraving: string): Promise<void> {
    const headers = injectRunContext({ 'content-type': 'application/json' });
    const body = JSON.stringify({ id, engraving });
    const response = await fetch(this.workshop, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The workshop answered with ${response.status}.`);
  }

  /** A visitor who leaves early makes the run `abandoned`, with the tokens that were streamed by then. */
  @BotanuUseCase('Gift Advice', { customerId: (visitorId) => visitorId })
  async *advise(_visitorId: string, question: string): AsyncGenerator<string> {
    yield* this.writer.words(`${ADVISER}\n${question}`);
  }
}
