import type { Bytes } from './decompressed';

type Common = 'all of both' | 'all of the first' | 'all of the second' | 'part';

/** How much of two texts is the same from their beginnings on. What is damaged is not known. */
export async function commonBeginning(first: Bytes, second: Bytes): Promise<Common> {
  const a = new Ahead(first);
  const b = new Ahead(second);
  try {
    for (;;) {
      await Promise.all([a.fill(), b.fill()]);
      if (a.isDone || b.isDone) {
        return a.isDone && b.isDone ? 'all of both' : a.isDone ? 'all of the first' : 'all of the second';
      }
      const bytes = Math.min(a.bytes.length, b.bytes.length);
      if (Buffer.compare(a.take(bytes), b.take(bytes)) !== 0) return 'part';
    }
  } catch {
    return 'part';
  } finally {
    await Promise.all([a.end(), b.end()]);
  }
}

/** What of a text has been read, and not been compared. */
class Ahead {
  bytes: Uint8Array = new Uint8Array(0);
  isDone = false;
  private readonly iterator: AsyncIterator<Uint8Array>;

  constructor(text: Bytes) {
    this.iterator = text[Symbol.asyncIterator]();
  }

  async fill(): Promise<void> {
    while (this.bytes.length === 0 && !this.isDone) {
      const next = await this.iterator.next();
      if (next.done) this.isDone = true;
      else this.bytes = next.value;
    }
  }

  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }

  async end(): Promise<void> {
    await this.iterator.return?.();
  }
}
