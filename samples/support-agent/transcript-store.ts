import { currentTracker, TrackStorage } from 'botanu';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for a bucket. With a real one, only the system's name and the line that writes would change. */
export class TranscriptStore {
  private constructor(private readonly directory: string) {}

  static async inTemporaryDirectory(): Promise<TranscriptStore> {
    return new TranscriptStore(await mkdtemp(join(tmpdir(), 'support-transcripts-')));
  }

  /** What is stored is never recorded, nor its name: only how much it is. */
  @TrackStorage({ system: 'filesystem', operation: 'PUT', bucket: 'support-transcripts' })
  async save(ticketId: string, transcript: string): Promise<void> {
    await writeFile(join(this.directory, `${ticketId}.jsonl`), transcript);
    currentTracker('storage').setResult({ objectsCount: 1, bytesWritten: Buffer.byteLength(transcript) });
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}
