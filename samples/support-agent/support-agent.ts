import { BotanuUseCase, currentTracker, emitOutcome, type RunTracker, setBusinessContext } from 'botanu';
import { Conversation } from './conversation';
import type { LanguageModel } from './language-model';
import type { ReplyQueue } from './reply-queue';
import type { Ticket } from './ticket';
import type { TicketStore } from './ticket-store';
import type { Toolbox } from './toolbox';
import type { TranscriptStore } from './transcript-store';
import { toEnglish } from './translation';

const MODELS = ['gpt-4o', 'gpt-4.1'];
/** They answer sooner. */
const MODELS_FOR_URGENT_TICKETS = ['gpt-4o-mini', 'gpt-4.1-mini'];

/** An option that varies per call is a function of the decorated method's arguments. */
const TICKET_RUN = {
  eventId: (ticket: Ticket) => ticket.id,
  customerId: (ticket: Ticket) => ticket.customerId,
  deadlineSeconds: (ticket: Ticket) => (ticket.urgent ? 3 : 60),
};

export class SupportAgent {
  private readonly openRuns = new Map<string, RunTracker>();

  constructor(
    private readonly model: LanguageModel,
    private readonly toolbox: Toolbox,
    private readonly tickets: TicketStore,
    private readonly transcripts: TranscriptStore,
    private readonly replies: ReplyQueue,
  ) {}

  /**
   * Each call is a run: what every model, tool, query and message inside it costs is the cost of this ticket.
   * Where it throws, the run ends as `failed`, `timeout` or `canceled` without a word from us.
   */
  @BotanuUseCase('Customer Support', TICKET_RUN)
  async answerMail(ticket: Ticket): Promise<void> {
    this.openRuns.set(ticket.id, currentTracker('run'));
    try {
      const conversation = await this.begin(ticket);
      let answer = '';
      for (const message of ticket.messages) {
        const question = ticket.language === 'en' ? message : await toEnglish(this.model, message);
        answer = await conversation.answer(question);
      }
      this.replies.publish({ headers: {}, body: JSON.stringify({ ticketId: ticket.id, answer }) });
      await this.finish(ticket, conversation);
    } finally {
      this.openRuns.delete(ticket.id);
    }
  }

  /** The run lasts for as long as the answers are read. A customer who leaves early has `abandoned` it. */
  @BotanuUseCase('Customer Support', TICKET_RUN)
  async *chat(ticket: Ticket): AsyncGenerator<string> {
    const conversation = await this.begin(ticket);
    for (const message of ticket.messages) yield await conversation.answer(message);
    await this.finish(ticket, conversation);
  }

  /** Calls off the work on a ticket: the run's signal aborts, and with it the request to the model. */
  withdraw(ticketId: string): void {
    this.openRuns.get(ticketId)?.requestCancellation('the customer withdrew the ticket');
  }

  private async begin(ticket: Ticket): Promise<Conversation> {
    setBusinessContext({ team: 'support', costCenter: 'customer-care' });
    await this.tickets.receive(ticket);
    const history = await this.tickets.closedTicketsOf(ticket.customerId);
    const models = ticket.urgent ? MODELS_FOR_URGENT_TICKETS : MODELS;
    return new Conversation(this.model, models, this.toolbox, history);
  }

  /** What came of it is the business's to say: an answer alone is not yet a success. */
  private async finish(ticket: Ticket, conversation: Conversation): Promise<void> {
    await this.transcripts.save(ticket.id, conversation.transcript);
    if (conversation.isHandedOver) {
      await this.tickets.setStatus(ticket.id, 'handed over');
      emitOutcome('partial', { reason: 'a person takes over from here' });
    } else {
      await this.tickets.setStatus(ticket.id, 'resolved');
      emitOutcome('success', { valueType: 'tickets_resolved', valueAmount: 1 });
    }
  }
}
