import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { STDIN } from '../ledger/exported-lines';
import { importFile } from '../ledger/import-file';
import type { Imported } from '../ledger/import-file';
import { counted } from '../report/figures';
import { BotanuError, isBotanuError } from '../shared/botanu-error';
import { printableText } from '../shared/printable-text';
import { addDirectoryOption, type LedgerCommandOptions } from './ledger-options';
import { ProgressBar } from './progress-bar';

/** Lines named of those that could not be read. */
const MOST_LINES_NAMED = 10;

/**
 * Takes files of a collector's file exporter into a ledger, and tells of each by a line through `write`. The ledger is
 * made if it is not there, when there is something to keep in it. Throws a `BotanuError` that names what could not be
 * read; all else is in the ledger then.
 */
export async function runImport(
  files: readonly string[],
  write: (text: string) => void,
  { directory = LEDGER_DIRECTORY }: LedgerCommandOptions = {},
): Promise<void> {
  const problems: string[] = [];
  for (const file of files) {
    try {
      const imported = await importOne(file, directory);
      write(`${printableText(file)}: ${summaryOf(imported)}\n`);
      problems.push(...problemsOf(file, imported));
    } catch (error) {
      if (!isBotanuError(error)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new BotanuError('COMMAND_INVALID', problems.join('\n'));
}

async function importOne(file: string, directory: string): Promise<Imported> {
  if (isIn(file, directory)) {
    throw new BotanuError('COMMAND_INVALID', `'${file}' is in the ledger '${directory}' already.`);
  }
  const bar = new ProgressBar(process.stderr, `importing ${basename(file)}`);
  const bytes = sizeOf(file);
  try {
    return await importFile(file, directory, (read) => bar.show(read, bytes ?? read));
  } finally {
    bar.clear();
  }
}

/** Undefined where nobody knows yet: of what is piped in, or cannot be read. */
function sizeOf(file: string): number | undefined {
  try {
    return statSync(file).size || undefined;
  } catch {
    return undefined;
  }
}

function isIn(file: string, directory: string): boolean {
  try {
    return dirname(realpathSync(file)) === realpathSync(directory);
  } catch {
    return false;
  }
}

function summaryOf({ file, spans, isKnown, isUnfinished }: Imported): string {
  const rest = isUnfinished ? '; its last line is not all there yet' : '';
  if (file === null) return `no spans${rest}`;
  const count = counted(spans, 'span');
  return `${count}, ${isKnown ? 'which the ledger has already' : `kept as ${file}`}${rest}`;
}

function problemsOf(path: string, { file, unreadable, isUnfinished }: Imported): string[] {
  // What is piped in has no next time.
  if (isUnfinished && path === STDIN) return [`${path}: it ends in the middle of a line`];
  if (unreadable.length === 0) {
    return file === null && !isUnfinished
      ? [`'${path}' holds no spans: is it the file of a traces pipeline?`]
      : [];
  }
  const named = unreadable
    .slice(0, MOST_LINES_NAMED)
    .map(({ line, problem }) => `${path}${line === null ? '' : `:${line}`}: ${problem}`);
  const more = unreadable.length - named.length;
  return [...named, ...(more > 0 ? [`${path}: ${counted(more, 'more line')} could not be read`] : [])];
}

/** `botanu import`. */
export function importCommand(write: (text: string) => void): Command {
  const command = new Command('import')
    .summary("take in what a collector's file exporter wrote")
    .description(
      'Copies the traces in files of OTLP JSON lines into the ledger: what the file exporter of an OpenTelemetry ' +
        'collector writes, plain or compressed (gzip, zstd).',
    )
    .argument('<files...>', 'what a file exporter wrote; - for what is piped in');
  return addDirectoryOption(command)
    .addHelpText('after', IMPORT_HELP)
    .action((files: string[], { dir }: { dir: string }) => runImport(files, write, { directory: dir }));
}

const IMPORT_HELP = `
Importing a file again changes nothing; if it has grown since, what is new is added.
A span counts once, even if an application has written it to the ledger itself.
Lines that cannot be read are named and left out; the command then exits with 1.

Examples:
  $ botanu import traces.json
  $ botanu import --dir /var/lib/costs/.botanu /var/log/otel/traces-*.json.gz
  $ jq -c . pretty.json | botanu import -
`;
