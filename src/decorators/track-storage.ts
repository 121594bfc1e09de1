import { METADATA_KEYS } from '../metadata/botanu-metadata';
import { type StorageOptions, storageOperation } from '../tracking/storage-tracker';
import { Operation } from '../tracking/operation';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link TrackStorage}; each may be a function of the method's own `this` and arguments. */
export type TrackStorageOptions<T, M extends AnyFunction> = PerCall<T, M, StorageOptions> & ClassOptions;

/**
 * Each call of the method is one operation on stored objects: a CLIENT span named `{OPERATION} {bucket}`.
 * Objects and bytes are what its tracker is told; object keys are never recorded.
 *
 * The method keeps its `this`, arguments, result and errors. On a class: every own method.
 *
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class Transcripts {
 *   \@TrackStorage({ system: 's3', operation: 'PUT', bucket: 'transcripts' })
 *   async save(key: string, body: Buffer) {
 *     await s3.send(new PutObjectCommand({ Bucket: 'transcripts', Key: key, Body: body }));
 *     currentTracker('storage').setResult({ objectsCount: 1, bytesWritten: body.byteLength });
 *   }
 * }
 * ```
 */
export function TrackStorage<T, M extends AnyFunction>(
  options?: TrackStorageOptions<T, M>,
): BotanuDecorator<T, M> {
  refuseBareUse('TrackStorage', "@TrackStorage({ system: 's3', operation: 'PUT' })", arguments);
  return trackingDecorator({
    name: 'TrackStorage',
    kind: 'storage',
    options: checkedOptions('TrackStorage', options, OPTIONS),
    trackerKind: 'storage',
    makeRunner: (resolved, site) => new Operation(storageOperation, resolved, site),
  });
}

TrackStorage.KEY = METADATA_KEYS.storage;

const OPTIONS = ['system', 'operation', 'bucket', 'attributes', 'methods'];
