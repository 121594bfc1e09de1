import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BotanuError } from '../shared/botanu-error';

const LEDGER_FILE = /\.jsonl(\.gz)?$/;

/** Names of the OTLP JSON line files in a directory, whole and compressed, in order of their names. */
export async function ledgerFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => LEDGER_FILE.test(name)).sort();
  } catch (error) {
    throw new BotanuError('COMMAND_INVALID', noLedger(directory, error), { cause: error });
  }
}

function noLedger(directory: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return `The ledger '${directory}' cannot be read: ${String(error)}`;
  return (
    `There is no ledger at '${directory}'. An application that calls initBotanu() without an OTLP endpoint ` +
    `writes one to .botanu/ in its working directory: run it first, or name another place with --dir.`
  );
}

/**
 * The lines of a file up to its last line break, a group per chunk read. What follows that break was not
 * finished by its writer and is left out. Throws when the file, or its compressed data, ends early.
 */
export async function* completeLines(path: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of textStream(path)) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
}

function textStream(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!path.endsWith('.gz')) return file.setEncoding('utf8');
  // An error reaches the reader through the last stream; the callback only keeps it from being thrown twice.
  return pipeline(file, createGunzip({ chunkSize: 1 << 18 }), () => undefined).setEncoding('utf8');
}
