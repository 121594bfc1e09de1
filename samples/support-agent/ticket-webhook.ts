import { recordOutcome } from 'botanu';

export interface TicketReopened {
  /** The delivery's own id: the same for each attempt to deliver it. */
  readonly webhookId: string;
  readonly ticketId: string;
}

/**
 * The ticket system calls this, often days later. What had looked like a success turns out to be none, and its
 * cost counts as spent on a failure.
 */
export function ticketReopened({ webhookId, ticketId }: TicketReopened): void {
  recordOutcome({ eventId: ticketId }, 'failed', { reason: 'reopened by the customer', key: webhookId });
}
