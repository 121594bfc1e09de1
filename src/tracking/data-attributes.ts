import { BotanuAttribute, DatabaseAttribute } from '../semconv/attributes';
import { isCount, isText, orNothing } from '../shared/checked-values';
import type { SpanWriter } from './span-writer';

/** What moved between the application and where its data lives. */
export interface DataMetrics {
  readonly rowsReturned?: number | undefined;
  readonly rowsAffected?: number | undefined;
  readonly bytesRead?: number | undefined;
  readonly bytesWritten?: number | undefined;
  readonly objectsCount?: number | undefined;
}

/** What a query cost a warehouse that bills by what it scans. */
export interface WarehouseMetrics {
  readonly queryId?: string | undefined;
  readonly bytesScanned?: number | undefined;
  readonly partitionsScanned?: number | undefined;
}

export function writeDataMetrics(writer: SpanWriter, metrics: DataMetrics): void {
  const { rowsReturned, rowsAffected, bytesRead, bytesWritten, objectsCount } = orNothing(metrics);
  if (isCount('rowsReturned', rowsReturned)) {
    writer.setAttribute(DatabaseAttribute.RESPONSE_RETURNED_ROWS, rowsReturned);
    writer.setAttribute(BotanuAttribute.DATA_ROWS_RETURNED, rowsReturned);
  }
  if (isCount('rowsAffected', rowsAffected))
    writer.setAttribute(BotanuAttribute.DATA_ROWS_AFFECTED, rowsAffected);
  if (isCount('bytesRead', bytesRead)) writer.setAttribute(BotanuAttribute.DATA_BYTES_READ, bytesRead);
  if (isCount('bytesWritten', bytesWritten))
    writer.setAttribute(BotanuAttribute.DATA_BYTES_WRITTEN, bytesWritten);
  if (isCount('objectsCount', objectsCount))
    writer.setAttribute(BotanuAttribute.DATA_OBJECTS_COUNT, objectsCount);
}

export function writeWarehouseMetrics(writer: SpanWriter, metrics: WarehouseMetrics): void {
  const { queryId, bytesScanned, partitionsScanned } = orNothing(metrics);
  if (isText('queryId', queryId)) writer.setAttribute(BotanuAttribute.WAREHOUSE_QUERY_ID, queryId);
  if (isCount('bytesScanned', bytesScanned)) {
    writer.setAttribute(BotanuAttribute.WAREHOUSE_BYTES_SCANNED, bytesScanned);
  }
  if (isCount('partitionsScanned', partitionsScanned)) {
    writer.setAttribute(BotanuAttribute.WAREHOUSE_PARTITIONS_SCANNED, partitionsScanned);
  }
}
