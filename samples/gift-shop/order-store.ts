import { PGlite } from '@electric-sql/pglite';
import { currentTracker, TrackDb } from 'botanu';
import { type Order, SOLD_OUT } from './orders';

const SCHEMA = `
  CREATE TABLE stock (item text PRIMARY KEY, pieces integer NOT NULL);
  CREATE TABLE orders (id text PRIMARY KEY, item text NOT NULL, engraving text NOT NULL);
`;

/** A real PostgreSQL, in this process and in memory. */
export async function openDatabase(orders: readonly Order[]): Promise<PGlite> {
  const database = await PGlite.create();
  await database.exec(SCHEMA);
  for (const { item } of orders) {
    await database.query('INSERT INTO stock VALUES ($1, $2)', [item, item === SOLD_OUT ? 0 : 5]);
  }
  return database;
}

@TrackDb({ system: 'postgresql' })
export class OrderStore {
  constructor(private readonly database: PGlite) {}

  @TrackDb({ operation: 'UPDATE', table: 'stock' })
  async take(item: string): Promise<boolean> {
    const update = 'UPDATE stock SET pieces = pieces - 1 WHERE item = $1 AND pieces > 0';
    const { affectedRows } = await this.database.query(update, [item]);
    currentTracker('db').setResult({ rowsAffected: affectedRows });
    return affectedRows === 1;
  }

  @TrackDb({ operation: 'INSERT', table: 'orders' })
  async insert({ id, item }: Order, engraving: string): Promise<void> {
    const insert = 'INSERT INTO orders VALUES ($1, $2, $3)';
    const { affectedRows } = await this.database.query(insert, [id, item, engraving]);
    currentTracker('db').setResult({ rowsAffected: affectedRows });
  }
}
