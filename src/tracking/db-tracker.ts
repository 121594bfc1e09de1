import { type Attributes, SpanKind } from '@opentelemetry/api';
import { BotanuAttribute, CommonAttribute, DatabaseAttribute } from '../semconv/attributes';
import type { DBOperation } from '../semconv/operations';
import { databaseNames } from '../semconv/systems';
import { isText, orNothing } from '../shared/checked-values';
import { type DataMetrics, writeDataMetrics, writeWarehouseMetrics } from './data-attributes';
import { errorClass, errorType } from './error-attributes';
import { reportMissing } from './missing-option';
import type { SpanDescription } from './opening';
import type { OperationKind } from './operation';
import type { OpenSpan, OperationStatus } from './open-span';
import { SpanTracker } from './span-tracker';
import { startAttributes } from './start-attributes';

/** What a database operation is, as far as it is known before it. */
export interface DbOptions {
  /** E.g. `postgresql`, `mongodb`, `snowflake`; common spellings are understood. */
  readonly system?: string | undefined;
  /** Written in upper case. @default the method's name */
  readonly operation?: DBOperation | (string & {}) | undefined;
  readonly database?: string | undefined;
  /** Table or collection. */
  readonly table?: string | undefined;
  readonly schema?: string | undefined;
  /** More attributes for the span. */
  readonly attributes?: Attributes | undefined;
}

/** What a database operation moved. Whole numbers from 0 up. */
export type DbResult = Omit<DataMetrics, 'objectsCount'>;

interface DbDescription extends SpanDescription {
  readonly metricAttributes: Attributes;
}

/** Records one database operation. */
export class DBTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.data.';
  }

  /** @internal */
  readonly metricAttributes: Attributes;
  /** @internal Where it was known only during the call. */
  private table: string | undefined = undefined;

  /** @internal */
  constructor(open: OpenSpan, metricAttributes: Attributes) {
    super(open);
    this.metricAttributes = metricAttributes;
  }

  /** Records what the operation moved: nobody reads that from the driver's result. */
  setResult(result: DbResult): this {
    const { rowsReturned, rowsAffected, bytesRead, bytesWritten } = orNothing(result);
    writeDataMetrics(this.writer, { rowsReturned, rowsAffected, bytesRead, bytesWritten });
    return this;
  }

  /** The table or collection, where it is known only now; the span keeps its name. */
  setTable(name: string, schema?: string): this {
    if (isText('table', name)) {
      this.table = name;
      this.writer.setAttribute(DatabaseAttribute.COLLECTION_NAME, name);
    }
    this.writeText('schema', BotanuAttribute.DATA_SCHEMA, schema);
    return this;
  }

  /** The warehouse's id of the query. */
  setQueryId(id: string): this {
    writeWarehouseMetrics(this.writer, { queryId: id });
    return this;
  }

  /** What the warehouse scanned, where it bills by that. */
  setBytesScanned(bytes: number): this {
    writeWarehouseMetrics(this.writer, { bytesScanned: bytes });
    return this;
  }

  /** @internal */
  protected override writeOwnError(error: unknown): void {
    this.writer.setAttribute(BotanuAttribute.DATA_ERROR, errorClass(error));
  }

  /** @internal */
  override writeEnd(_status: OperationStatus): void {
    const { durationMs } = this.open;
    this.writer.setAttribute(BotanuAttribute.DATA_DURATION_MS, durationMs);
    const { meters } = this.open;
    if (meters === undefined) return;
    const attributes = { ...this.metricAttributes };
    if (this.table !== undefined) attributes[DatabaseAttribute.COLLECTION_NAME] = this.table;
    if (this.open.recordedError !== undefined)
      attributes[CommonAttribute.ERROR_TYPE] = errorType(this.open.recordedError.error);
    meters.dbDuration.record(durationMs / 1000, attributes);
  }
}

/** Database operations. */
export const dbOperation: OperationKind<DbOptions, DbDescription, DBTracker> = {
  kind: 'db',
  timed: true,

  describe({ system, operation, database, table, schema, attributes }, site) {
    if (!isText('system', system)) reportMissing(site, 'system');
    const names = typeof system === 'string' ? databaseNames(system) : undefined;
    const name = (isText('operation', operation) ? operation : site.name).toUpperCase();
    const target = table ?? database;
    const start: Attributes = { [DatabaseAttribute.OPERATION_NAME]: name };
    if (names !== undefined) start[DatabaseAttribute.SYSTEM_NAME] = names.system;
    if (typeof database === 'string') start[DatabaseAttribute.NAMESPACE] = database;
    if (typeof table === 'string') start[DatabaseAttribute.COLLECTION_NAME] = table;
    return {
      spanName: typeof target === 'string' ? `${name} ${target}` : name,
      spanOptions: { kind: SpanKind.CLIENT },
      attributes: startAttributes(
        {
          ...start,
          [DatabaseAttribute.OLD_SYSTEM]: names?.vendor,
          [DatabaseAttribute.OLD_OPERATION]: name,
          [DatabaseAttribute.OLD_NAME]: database,
          [BotanuAttribute.DATA_SCHEMA]: schema,
          [BotanuAttribute.VENDOR]: names?.vendor,
        },
        attributes,
      ),
      metricAttributes: start,
    };
  },

  track: (open, { metricAttributes }) => new DBTracker(open, metricAttributes),
};
