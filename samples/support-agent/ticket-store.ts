import type { PGlite } from '@electric-sql/pglite';
import { currentTracker, TrackDb } from 'botanu';
import type { Ticket } from './ticket';

/** On a class, a decorator covers every method; on a method, it says what is special about that one. */
@TrackDb({ system: 'postgresql', table: 'tickets' })
export class TicketStore {
  constructor(private readonly database: PGlite) {}

  @TrackDb({ operation: 'INSERT' })
  async receive({ id, customerId, channel, messages }: Ticket): Promise<void> {
    const row = [id, customerId, channel, messages.join('\n'), 'open'];
    await this.database.query('INSERT INTO tickets VALUES ($1, $2, $3, $4, $5)', row);
    currentTracker('db').setResult({ rowsAffected: 1 });
  }

  @TrackDb({ operation: 'SELECT' })
  async closedTicketsOf(customerId: string): Promise<string[]> {
    const { rows } = await this.database.query<{ text: string }>(
      `SELECT text FROM tickets WHERE customer_id = $1 AND status = 'closed' ORDER BY id`,
      [customerId],
    );
    currentTracker('db').setResult({ rowsReturned: rows.length });
    return rows.map(({ text }) => text);
  }

  @TrackDb({ operation: 'UPDATE' })
  async setStatus(id: string, status: 'resolved' | 'handed over'): Promise<void> {
    const update = 'UPDATE tickets SET status = $2 WHERE id = $1';
    const { affectedRows } = await this.database.query(update, [id, status]);
    currentTracker('db').setResult({ rowsAffected: affectedRows });
  }
}
