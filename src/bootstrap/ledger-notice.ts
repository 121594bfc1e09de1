import { resolve } from 'node:path';
import { log } from '../shared/diagnostics';
import type { BotanuConfig } from './botanu-config';

/** Nobody asked for files: where they are is worth a line. */
export function sayWhereTheLedgerIs({ ledger, otlpEndpoint }: BotanuConfig): void {
  if (ledger === false || otlpEndpoint !== undefined) return;
  log.info(
    `spans are written to ${ledger.directory}, on this machine only; '${reportCommand(ledger.directory)}' reads ` +
      'them. Set otlpEndpoint or BOTANU_COLLECTOR_ENDPOINT to send them to a collector.',
  );
}

const reportCommand = (directory: string): string =>
  resolve(directory) === resolve('.botanu')
    ? 'npx botanu report'
    : `npx botanu report --dir ${shellWord(directory)}`;

/** One word of a command line, whatever is in it. */
const shellWord = (text: string): string =>
  /^[\w./:@%+,~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
