import { asRecord, type Unknown } from './fields';

/** Longer answers are pictures or long lists of vectors: not worth holding the process up for. */
const MAX_BYTES = 2 * 1024 * 1024;

export const isBytes = (value: unknown): value is Uint8Array => ArrayBuffer.isView(value);

/** What bytes of JSON say; the bytes stay as they are. Nothing if they are too many or no JSON. */
export function parseBytes(bytes: Uint8Array): Unknown {
  if (bytes.byteLength > MAX_BYTES) return {};
  try {
    return asRecord(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}
