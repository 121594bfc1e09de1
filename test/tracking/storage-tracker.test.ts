import { SpanKind } from '@opentelemetry/api';
import { type StorageTracker, TrackStorage, trackStorageOperation } from 'botanu';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const duration = expect.any(Number) as number;
const ON_GCS = {
  'botanu.storage.system': 'gcs',
  'botanu.storage.operation': 'GET',
  'botanu.storage.bucket': 'files',
  'botanu.vendor': 'gcs',
};
const ON_S3 = {
  'botanu.storage.system': 's3',
  'botanu.storage.operation': 'GET',
  'botanu.storage.bucket': 'files',
  'botanu.vendor': 's3',
  'rpc.system': 'aws-api',
  'rpc.method': 'GetObject',
  'aws.s3.bucket': 'files',
};

const attributesOf = (system: string, use: (tracker: StorageTracker) => unknown) => {
  trackStorageOperation({ system, operation: 'get', bucket: 'files' }, (tracker) => void use(tracker));
  return telemetry.span('GET files').attributes;
};

describe('the span of an operation on stored objects', () => {
  it('has its name, its kind, and everything that was given', () => {
    trackStorageOperation(
      {
        system: 'google_cloud_storage',
        operation: 'get',
        bucket: 'files',
        attributes: { 'app.tier': 'cold' },
      },
      () => 1,
    );
    const span = telemetry.span('GET files');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      ...ON_GCS,
      'app.tier': 'cold',
      'botanu.storage.duration_ms': duration,
    });
  });

  it('has on S3 what the conventions for S3 name as well', () => {
    expect(attributesOf('aws_s3', () => 1)).toEqual({ ...ON_S3, 'botanu.storage.duration_ms': duration });
  });

  it('is named for the method, without a bucket, where neither was given', () => {
    class Files {
      @TrackStorage({ system: 'minio' })
      list() {}
    }
    new Files().list();
    expect(telemetry.span('LIST').attributes).toEqual({
      'botanu.storage.system': 'minio',
      'botanu.storage.operation': 'LIST',
      'botanu.vendor': 'minio',
      'botanu.storage.duration_ms': duration,
    });
  });

  it('goes by what there is, where the system is missing, and says so once', async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 2; i++) trackStorageOperation({ operation: 'get' }, () => 1);
    });
    expect(telemetry.spans()[0]!.attributes).toEqual({
      'botanu.storage.operation': 'GET',
      'botanu.storage.duration_ms': duration,
    });
    expect(warnings).toEqual([expect.stringContaining('trackStorageOperation has no system')]);
  });
});

it.each([
  ['aws_s3', 's3'],
  ['S3', 's3'],
  ['google_cloud_storage', 'gcs'],
  ['gcs', 'gcs'],
  ['blob', 'azure_blob'],
  ['azure_blob', 'azure_blob'],
  ['minio', 'minio'],
  ['ceph', 'ceph'],
  ['nfs', 'nfs'],
  ['efs', 'efs'],
  ['Backblaze', 'backblaze'],
])('the system %s is %s', (given, system) => {
  expect(attributesOf(given, () => 1)).toMatchObject({
    'botanu.storage.system': system,
    'botanu.vendor': system,
  });
});

it.each([
  ['GET', 'GetObject'],
  ['put', 'PutObject'],
  ['DELETE', 'DeleteObject'],
  ['LIST', 'ListObjectsV2'],
  ['HEAD', 'HeadObject'],
  ['COPY', 'CopyObject'],
  ['MULTIPART_UPLOAD', 'CreateMultipartUpload'],
  ['RESTORE', 'RESTORE'],
])('%s on S3 is the method %s', (operation, method) => {
  trackStorageOperation({ system: 's3', operation }, () => 1);
  expect(telemetry.spans()[0]!.attributes['rpc.method']).toBe(method);
});

it.each<[string, (tracker: StorageTracker) => unknown, object]>([
  [
    'setResult',
    (t) => t.setResult({ objectsCount: 2, bytesRead: 100, bytesWritten: 0 }),
    { 'botanu.data.objects_count': 2, 'botanu.data.bytes_read': 100, 'botanu.data.bytes_written': 0 },
  ],
  [
    'setResult, twice',
    (t) => t.setResult({ objectsCount: 2, bytesRead: 100 }).setResult({ objectsCount: 3 }),
    { 'botanu.data.objects_count': 3, 'botanu.data.bytes_read': 100 },
  ],
  ['setBucket', (t) => t.setBucket('other'), { 'botanu.storage.bucket': 'other' }],
  ['setRequestId', (t) => t.setRequestId('req-1'), { 'botanu.vendor.request_id': 'req-1' }],
  ['setTokens', (t) => t.setTokens({ outputTokens: 5 }), { 'gen_ai.usage.output_tokens': 5 }],
  [
    'addMetadata',
    (t) => t.addMetadata({ tier: 'cold', 'aws.s3.copy_source': 'x' }),
    { 'botanu.storage.tier': 'cold', 'aws.s3.copy_source': 'x' },
  ],
])('%s', (_, use, expected) => {
  expect(attributesOf('gcs', use)).toEqual({
    ...ON_GCS,
    'botanu.storage.duration_ms': duration,
    ...expected,
  });
});

it('has bucket and request id under the names of S3, too', () => {
  expect(attributesOf('s3', (tracker) => tracker.setBucket('other').setRequestId('req-1'))).toEqual({
    ...ON_S3,
    'botanu.storage.bucket': 'other',
    'aws.s3.bucket': 'other',
    'botanu.vendor.request_id': 'req-1',
    'aws.request_id': 'req-1',
    'botanu.storage.duration_ms': duration,
  });
});

it('says under two names what went wrong', async () => {
  class NoSuchKey extends Error {}
  const failing = trackStorageOperation({ system: 's3', operation: 'get' }, async () => {
    throw new NoSuchKey('not there');
  });
  await expect(failing).rejects.toThrow('not there');
  expect(telemetry.span('GET').attributes).toMatchObject({
    'error.type': 'NoSuchKey',
    'botanu.storage.error': 'NoSuchKey',
  });
});

it('leaves out what is not what it should be, with one warning each, and keeps the rest', async () => {
  const warnings = await warningsOf(() =>
    attributesOf('gcs', (tracker) =>
      tracker
        .setResult({ objectsCount: -1, bytesRead: 1.5, bytesWritten: 3 })
        .setBucket(1 as never)
        .setRequestId(1 as never),
    ),
  );
  expect(telemetry.span('GET files').attributes).toEqual({
    ...ON_GCS,
    'botanu.data.bytes_written': 3,
    'botanu.storage.duration_ms': duration,
  });
  expect(warnings).toHaveLength(4);
});
