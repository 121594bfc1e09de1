import { METADATA_KEYS } from '../metadata/botanu-metadata';
import { type DbOptions, dbOperation } from '../tracking/db-tracker';
import { Operation } from '../tracking/operation';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link TrackDb}; each may be a function of the method's own `this` and arguments. */
export type TrackDbOptions<T, M extends AnyFunction> = PerCall<T, M, DbOptions> & ClassOptions;

/**
 * Each call of the method is one database operation: a CLIENT span named `{OPERATION} {table}`. Rows and bytes
 * are what its tracker is told; SQL text is never recorded.
 *
 * The method keeps its `this`, arguments, result and errors. On a class: every own method. Conventions:
 * OpenTelemetry database.
 *
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class Tickets {
 *   \@TrackDb({ system: 'postgresql', operation: 'SELECT', table: 'tickets' })
 *   async find(id: string, tracker = currentTracker('db')) {
 *     const { rows } = await pool.query('SELECT * FROM tickets WHERE id = $1', [id]);
 *     tracker.setResult({ rowsReturned: rows.length });
 *     return rows[0];
 *   }
 * }
 * ```
 */
export function TrackDb<T, M extends AnyFunction>(options?: TrackDbOptions<T, M>): BotanuDecorator<T, M> {
  refuseBareUse('TrackDb', "@TrackDb({ system: 'postgresql', operation: 'SELECT' })", arguments);
  return trackingDecorator({
    name: 'TrackDb',
    kind: 'db',
    options: checkedOptions('TrackDb', options, OPTIONS),
    trackerKind: 'db',
    makeRunner: (resolved, site) => new Operation(dbOperation, resolved, site),
  });
}

TrackDb.KEY = METADATA_KEYS.db;

const OPTIONS = ['system', 'operation', 'database', 'table', 'schema', 'attributes', 'methods'];
