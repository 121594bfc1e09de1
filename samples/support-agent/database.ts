import { PGlite } from '@electric-sql/pglite';
import { ORDERS } from './orders';

const SCHEMA = `
  CREATE TABLE tickets (
    id text PRIMARY KEY, customer_id text NOT NULL, channel text NOT NULL, text text NOT NULL, status text NOT NULL
  );
  CREATE TABLE orders (
    id text PRIMARY KEY, customer_id text NOT NULL, item text NOT NULL, total_usd float NOT NULL, state text NOT NULL,
    delivered_days_ago integer
  );
  INSERT INTO tickets VALUES
    ('T-0611', 'C-12', 'mail', 'The lamp hums when it is dimmed.', 'closed'),
    ('T-0640', 'C-12', 'mail', 'The new lamp hums as well, only higher.', 'closed'),
    ('T-0702', 'C-19', 'chat', 'How many devices can the hub serve?', 'closed'),
    ('T-0733', 'C-27', 'mail', 'The desk came without its screws.', 'closed'),
    ('T-0790', 'C-27', 'mail', 'The screws came without their washers.', 'closed'),
    ('T-0791', 'C-27', 'mail', 'Thank you, everything is here now.', 'closed');
`;

/** A real PostgreSQL, in this process and in memory. */
export async function openDatabase(): Promise<PGlite> {
  const database = await PGlite.create();
  await database.exec(SCHEMA);
  // An order's fields are in the order of the columns.
  const insert = 'INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6)';
  for (const order of ORDERS) await database.query(insert, Object.values(order));
  return database;
}
