/** What a customer wants from us. */
export interface Ticket {
  readonly id: string;
  readonly customerId: string;
  readonly channel: 'mail' | 'chat';
  /** Urgent tickets are promised an answer within seconds. */
  readonly urgent: boolean;
  readonly language: 'en' | 'de' | 'fr';
  /** What the customer wrote, one message after another. */
  readonly messages: readonly string[];
}
