import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { withLedger } from '../../../src/ledger/with-ledger';

const ROOT = resolve(__dirname, '../../..');

/** A file is full, and compressed, several times in the life of a writer. */
const MAX_FILE_BYTES = 2_000_000;

export interface LedgerState {
  /** Acknowledged by the exporter, by all writers. */
  readonly acknowledged: number;
  /** Of those: not in the ledger. */
  readonly lost: number;
  readonly spans: number;
  /** Rows beyond one for a span. */
  readonly countedTwice: number;
  readonly costsOfNone: number;
  readonly duplicatesFound: number;
}

/** A ledger whose writers and readers are killed. */
export class KilledLedger {
  readonly directory: string;
  private readonly programs: string;
  private readonly acknowledged = new Set<string>();

  constructor() {
    const place = mkdtempSync(join(tmpdir(), 'botanu-kills-'));
    this.directory = join(place, '.botanu');
    this.programs = join(place, 'programs');
    buildSync({
      entryPoints: ['writer', 'ingester'].map((name) => join(__dirname, `${name}.ts`)),
      outdir: this.programs,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
  }

  /** A writer that dies after about so long at work, while readers come and are killed as well. */
  async round(writerMs: number, readerMs: readonly number[]): Promise<void> {
    const writer = this.start('writer', String(MAX_FILE_BYTES));
    let printed = '';
    writer.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await once(writer.stdout!, 'data');
    const readers = this.readUntilKilled(readerMs);
    await sleep(writerMs);
    await kill(writer);
    await readers;
    // What was printed last may be half a line: not known to be acknowledged.
    for (const line of printed.split('\n').slice(0, -1))
      for (const id of line.split(' ')) this.acknowledged.add(id);
  }

  async state(): Promise<LedgerState> {
    return withLedger(this.directory, async ({ engine, ingested }) => {
      const [row] = await engine.query<{ spans: number; different: number; costs: number }>(`
        SELECT count(*) AS spans, count(DISTINCT trace_id || span_id) AS different,
          (SELECT count(*) FROM costs) AS costs FROM spans`);
      const ids = new Set(
        (await engine.query<{ id: string }>('SELECT span_id AS id FROM spans')).map(({ id }) => id),
      );
      const { spans, different, costs } = row!;
      return {
        acknowledged: this.acknowledged.size,
        lost: [...this.acknowledged].filter((id) => !ids.has(id)).length,
        spans,
        countedTwice: spans - different,
        costsOfNone: costs - spans,
        duplicatesFound: ingested.duplicateSpans,
      };
    });
  }

  /** What is in the directory and is neither record nor cache. */
  leftovers(): string[] {
    return readdirSync(this.directory).filter(
      (name) => !/^(spans-.*\.jsonl(\.gz)?|ledger\.duckdb|\.gitignore)$/.test(name),
    );
  }

  remove(): void {
    rmSync(join(this.directory, '..'), { recursive: true, force: true });
  }

  private async readUntilKilled(lives: readonly number[]): Promise<void> {
    for (const ms of lives) {
      const reader = this.start('ingester');
      await once(reader.stdout!, 'data');
      await sleep(ms);
      await kill(reader);
    }
  }

  private start(program: string, ...args: string[]): ChildProcess {
    return spawn(process.execPath, [join(this.programs, `${program}.js`), this.directory, ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
