import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { boundLedger } from '../../../src/export/ledger-size';
import { withLedger } from '../../../src/ledger/with-ledger';
import { boundWithin, rearrange, writeForeignFile } from './handled-files';

const ROOT = resolve(__dirname, '../../..');

/** A file is full, and compressed, several times in the life of a writer. */
const MAX_FILE_BYTES = 2_000_000;

export interface LedgerState {
  /** Acknowledged by the exporter, by all writers, or imported. */
  readonly acknowledged: number;
  /** Of those: not in the ledger, though it should be whole from before they ended. */
  readonly lost: number;
  readonly spans: number;
  /** Rows beyond one for a span. */
  readonly countedTwice: number;
  readonly costsOfNone: number;
}

/** A ledger whose writers and readers are killed. */
export class KilledLedger {
  readonly directory: string;
  private readonly place: string;
  private readonly programs: string;
  /** With the time, in Unix milliseconds, at which each ended. */
  private readonly acknowledged = new Map<string, number>();

  constructor() {
    this.place = mkdtempSync(join(tmpdir(), 'botanu-kills-'));
    this.directory = join(this.place, '.botanu');
    this.programs = join(this.place, 'programs');
    buildSync({
      entryPoints: ['writer', 'ingester', 'importer'].map((name) => join(__dirname, `${name}.ts`)),
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
    for (const line of printed.split('\n').slice(0, -1)) {
      const [endedMs, ...ids] = line.split(' ');
      for (const id of ids) this.acknowledged.set(id, Number(endedMs));
    }
  }

  /** Files are set aside, renamed and compressed, as people and logrotate do, while a reader comes and is killed. */
  async rearrange(readerMs: number): Promise<void> {
    const readers = this.readUntilKilled([readerMs]);
    rearrange(this.directory);
    await readers;
  }

  /** What a collector wrote is imported, at first by a process that is killed. */
  async import(importerMs: number): Promise<void> {
    const file = join(this.place, 'traces.json');
    const ids = writeForeignFile(file);
    const killed = this.start('importer', file);
    await once(killed.stdout!, 'data');
    await sleep(importerMs);
    await kill(killed);
    await once(this.start('importer', file), 'exit');
    for (const id of ids) this.acknowledged.set(id, Date.now());
  }

  /** As a writer with `ledger.maxBytes` does. Gives the number of files deleted. */
  deleteOldest(): Promise<number> {
    return boundLedger(this.directory, boundWithin(this.directory));
  }

  /** What the cache answers, and what is answered without one. */
  async answers(): Promise<[cached: object, anew: object]> {
    const copy = join(this.place, 'copy');
    cpSync(this.directory, copy, { recursive: true, preserveTimestamps: true });
    for (const name of readdirSync(copy)) if (name.startsWith('ledger.duckdb')) rmSync(join(copy, name));
    const answers = [await answerOf(this.directory), await answerOf(copy)] as [object, object];
    rmSync(copy, { recursive: true });
    return answers;
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
      const wholeFromMs = Date.parse(ingested.completeFrom ?? '1970-01-01');
      const missing = [...this.acknowledged].filter(([id]) => !ids.has(id));
      return {
        acknowledged: this.acknowledged.size,
        lost: missing.filter(([, endedMs]) => endedMs > wholeFromMs).length,
        spans,
        countedTwice: spans - different,
        costsOfNone: costs - spans,
      };
    });
  }

  /** What is in the directory and is neither record nor cache. */
  leftovers(): string[] {
    return readdirSync(this.directory).filter(
      (name) => !/^(.*\.jsonl(\.\d)?(\.gz)?|ledger\.duckdb|deletions\.log|\.gitignore)$/.test(name),
    );
  }

  remove(): void {
    rmSync(this.place, { recursive: true, force: true });
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

const answerOf = (directory: string): Promise<object> =>
  withLedger(directory, async ({ engine, ingested }) => {
    const { completeFrom, deletedFiles, files, spans, duplicateSpans, unreadable } = ingested;
    const [sums] = await engine.query(`
      SELECT count(DISTINCT trace_id || span_id) AS different, min(span_id) AS first_id, max(span_id) AS last_id,
        sum(input_tokens) AS tokens, (SELECT count(*) FROM model_calls) AS calls,
        (SELECT count(cost) FROM costs) AS priced
      FROM spans`);
    return { completeFrom, deletedFiles, files, spans, duplicateSpans, unreadable, ...sums };
  });

async function kill(child: ChildProcess): Promise<void> {
  // One that imports may be done.
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
