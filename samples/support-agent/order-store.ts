import type { PGlite } from '@electric-sql/pglite';
import { currentTracker, TrackDb } from 'botanu';

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly item: string;
  readonly totalUsd: number;
  readonly state: 'packed' | 'shipped' | 'delivered' | 'refunded';
  /** Null until it is delivered. */
  readonly deliveredDaysAgo: number | null;
}

@TrackDb({ system: 'postgresql', table: 'orders' })
export class OrderStore {
  constructor(private readonly database: PGlite) {}

  @TrackDb({ operation: 'SELECT' })
  async find(id: string): Promise<Order | undefined> {
    const { rows } = await this.database.query<Order>(
      `SELECT id, customer_id AS "customerId", item, total_usd AS "totalUsd", state,
         delivered_days_ago AS "deliveredDaysAgo"
       FROM orders WHERE id = $1`,
      [id],
    );
    currentTracker('db').setResult({ rowsReturned: rows.length });
    return rows[0];
  }

  @TrackDb({ operation: 'UPDATE' })
  async markRefunded(id: string): Promise<void> {
    const update = `UPDATE orders SET state = 'refunded' WHERE id = $1`;
    const { affectedRows } = await this.database.query(update, [id]);
    currentTracker('db').setResult({ rowsAffected: affectedRows });
  }
}
