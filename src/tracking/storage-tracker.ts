import { type Attributes, SpanKind } from '@opentelemetry/api';
import { BotanuAttribute, StorageAttribute } from '../semconv/attributes';
import type { StorageOperation } from '../semconv/operations';
import { s3Method, storageSystem } from '../semconv/systems';
import { isText, orNothing } from '../shared/checked-values';
import { type DataMetrics, writeDataMetrics } from './data-attributes';
import { errorClass } from './error-attributes';
import { reportMissing } from './missing-option';
import type { SpanDescription } from './opening';
import type { OperationKind } from './operation';
import type { OpenSpan, OperationStatus } from './open-span';
import { SpanTracker } from './span-tracker';
import { startAttributes } from './start-attributes';

/** What an operation on stored objects is, as far as it is known before it. */
export interface StorageOptions {
  /** E.g. `s3`, `gcs`, `azure_blob`, `minio`; common spellings are understood. */
  readonly system?: string | undefined;
  /** Written in upper case. @default the method's name */
  readonly operation?: StorageOperation | (string & {}) | undefined;
  readonly bucket?: string | undefined;
  /** More attributes for the span. */
  readonly attributes?: Attributes | undefined;
}

/** What an operation on stored objects moved. Whole numbers from 0 up. */
export type StorageResult = Pick<DataMetrics, 'objectsCount' | 'bytesRead' | 'bytesWritten'>;

interface StorageDescription extends SpanDescription {
  readonly onS3: boolean;
}

/** Records one operation on stored objects. */
export class StorageTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.storage.';
  }

  /** @internal */
  readonly onS3: boolean;

  /** @internal */
  constructor(open: OpenSpan, onS3: boolean) {
    super(open);
    this.onS3 = onS3;
  }

  override setRequestId(id: string): this {
    if (this.onS3) this.writeText('requestId', StorageAttribute.AWS_REQUEST_ID, id);
    return super.setRequestId(id);
  }

  /** Records what the operation moved: nobody reads that from the client's result. */
  setResult(result: StorageResult): this {
    const { objectsCount, bytesRead, bytesWritten } = orNothing(result);
    writeDataMetrics(this.writer, { objectsCount, bytesRead, bytesWritten });
    return this;
  }

  /** The bucket or container, where it is known only now; the span keeps its name. */
  setBucket(name: string): this {
    this.writeText('bucket', BotanuAttribute.STORAGE_BUCKET, name);
    if (this.onS3) this.writeText('bucket', StorageAttribute.AWS_S3_BUCKET, name);
    return this;
  }

  /** @internal */
  protected override writeOwnError(error: unknown): void {
    this.writer.setAttribute(BotanuAttribute.STORAGE_ERROR, errorClass(error));
  }

  /** @internal */
  override writeEnd(_status: OperationStatus): void {
    this.writer.setAttribute(BotanuAttribute.STORAGE_DURATION_MS, this.open.durationMs);
  }
}

/** Operations on stored objects. */
export const storageOperation: OperationKind<StorageOptions, StorageDescription, StorageTracker> = {
  kind: 'storage',
  timed: true,

  describe({ system, operation, bucket, attributes }, site) {
    if (!isText('system', system)) reportMissing(site, 'system');
    const vendor = typeof system === 'string' ? storageSystem(system) : undefined;
    const onS3 = vendor === 's3';
    const name = (isText('operation', operation) ? operation : site.name).toUpperCase();
    return {
      onS3,
      spanName: typeof bucket === 'string' ? `${name} ${bucket}` : name,
      spanOptions: { kind: SpanKind.CLIENT },
      attributes: startAttributes(
        {
          [BotanuAttribute.STORAGE_SYSTEM]: vendor,
          [BotanuAttribute.STORAGE_OPERATION]: name,
          [BotanuAttribute.STORAGE_BUCKET]: bucket,
          [BotanuAttribute.VENDOR]: vendor,
          [StorageAttribute.RPC_SYSTEM]: onS3 ? 'aws-api' : undefined,
          [StorageAttribute.RPC_METHOD]: onS3 ? s3Method(name) : undefined,
          [StorageAttribute.AWS_S3_BUCKET]: onS3 ? bucket : undefined,
        },
        attributes,
      ),
    };
  },

  track: (open, { onS3 }) => new StorageTracker(open, onS3),
};
