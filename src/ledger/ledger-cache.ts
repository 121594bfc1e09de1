import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CacheFault, fileId, orCacheFault, setAside } from './cache-fault';
import { bringUpToDate } from './cache-schema';
import { openDuckDb } from './duckdb-engine';
import type { LedgerEngine } from './engine';
import { untilUnlocked } from './ledger-lock';
import { ownerOnly } from './owner-only';

/** What has been read from a ledger's files, kept beside them. Nothing is lost when it is deleted. */
const CACHE_FILE = 'ledger.duckdb';

export interface CacheUse<Prepared, Answer> {
  /** Whether a cache is made where there is none yet: not in a directory that holds nothing to keep. */
  readonly mayMake: boolean;
  /** Takes in what is new. May be called a second time, with another engine. */
  readonly prepare: (engine: LedgerEngine) => Promise<Prepared>;
  readonly ask: (engine: LedgerEngine, prepared: Prepared) => Promise<Answer>;
  /** Is told why there is no cache. */
  readonly tell: (text: string) => void;
}

/**
 * Opens a ledger's cache, asks it, and closes it whatever happens. One of another version, or that is damaged, is made
 * anew. Where none can be written, everything is read into memory. Throws `LEDGER_BUSY` where another process keeps it
 * open for more than five seconds.
 */
export function withCache<P, A>(directory: string, use: CacheUse<P, A>): Promise<A> {
  const path = resolve(directory, CACHE_FILE);
  if (!use.mayMake && !existsSync(path)) return inMemory(use);
  return oneAfterAnother(path, async () => {
    for (let attempt = 1; ; attempt++) {
      const id = fileId(path);
      try {
        return await asked(await opened(path), use);
      } catch (error) {
        if (!(error instanceof CacheFault)) throw error;
        if (error.isDamage && attempt === 1 && setAside(path, id)) continue;
        use.tell(
          `'${join(directory, CACHE_FILE)}', which spares reading the ledger again each time, cannot be used: ` +
            `${error.message}. The answer is from all files, read anew.`,
        );
        return inMemory(use);
      }
    }
  });
}

const inMemory = async <P, A>(use: CacheUse<P, A>): Promise<A> => asked(await openDuckDb(), use);

const opened = (path: string): Promise<LedgerEngine> =>
  orCacheFault('open', () => ownerOnly(() => untilUnlocked(path, () => openDuckDb(path))));

/** All of it for the owner's eyes: a question makes tables, and files beside the database, as well. */
const asked = <P, A>(engine: LedgerEngine, use: CacheUse<P, A>): Promise<A> =>
  ownerOnly(async () => {
    try {
      const prepared = await orCacheFault('prepare', async () => {
        await bringUpToDate(engine);
        return use.prepare(engine);
      });
      return await orCacheFault('ask', () => use.ask(engine, prepared));
    } finally {
      engine.close();
    }
  });

const underWay = new Map<string, Promise<unknown>>();

/** The lock keeps other processes out, not this one: opened twice in one, the file would be ruined. */
async function oneAfterAnother<T>(path: string, body: () => Promise<T>): Promise<T> {
  const before = underWay.get(path);
  const mine = before === undefined ? body() : before.then(body, body);
  underWay.set(path, mine);
  try {
    return await mine;
  } finally {
    if (underWay.get(path) === mine) underWay.delete(path);
  }
}
