import type { SupportAgent } from './support-agent';
import type { Ticket } from './ticket';
import { ticketReopened } from './ticket-webhook';

const TICKETS_AT_A_TIME = 8;

/** Customers do as they like. */
const WITHDRAWN_WHILE_WORKED_ON = new Set(['T-1013', 'T-1031']);
const LEFT_AFTER_FIRST_ANSWER = new Set(['T-1020', 'T-1038']);
const REOPENED_LATER = ['T-1004'];

/** Has all the tickets come in, several at a time. */
export async function writeIn(agent: SupportAgent, tickets: readonly Ticket[]): Promise<void> {
  const waiting = tickets.values();
  const workOff = async (): Promise<void> => {
    for (const ticket of waiting) await raise(agent, ticket);
  };
  await Promise.all(Array.from({ length: TICKETS_AT_A_TIME }, workOff));
}

async function raise(agent: SupportAgent, ticket: Ticket): Promise<void> {
  try {
    await (ticket.channel === 'chat' ? chat(agent, ticket) : mail(agent, ticket));
  } catch (error) {
    // The run has its outcome already.
    console.log(`${ticket.id} was not answered: ${(error as Error).message}`);
  }
}

async function mail(agent: SupportAgent, ticket: Ticket): Promise<void> {
  const answered = agent.answerMail(ticket);
  if (WITHDRAWN_WHILE_WORKED_ON.has(ticket.id)) setTimeout(() => agent.withdraw(ticket.id), 350);
  await answered;
}

async function chat(agent: SupportAgent, ticket: Ticket): Promise<void> {
  for await (const _answer of agent.chat(ticket)) {
    if (LEFT_AFTER_FIRST_ANSWER.has(ticket.id)) break;
  }
}

/** Tickets that were not resolved after all. Webhooks may be delivered twice; the key sees to it that one counts. */
export function reopenTickets(): void {
  for (const ticketId of REOPENED_LATER) {
    ticketReopened({ webhookId: `reopened-${ticketId}`, ticketId });
    ticketReopened({ webhookId: `reopened-${ticketId}`, ticketId });
  }
}
