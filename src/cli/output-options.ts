import { type Command, Option } from 'commander';
import type { LedgerEngine } from '../ledger/engine';
import { counted } from '../report/figures';
import { csvText, type FlatAnswer } from '../report/flat-answer';
import { BotanuError } from '../shared/botanu-error';
import { printableJson, printableText } from '../shared/printable-text';
import { firstLine } from '../shared/texts';
import { addJsonOption, type PageOptions } from './ledger-options';

/** How an answer is told: at most one of these, or else as a page of text. */
export interface OutputOptions extends Pick<PageOptions, 'json'> {
  /**
   * A table of comma-separated values.
   * @default false
   */
  readonly csv?: boolean | undefined;
  /** Writes that table to a Parquet file instead. */
  readonly parquet?: string | undefined;
}

export const addOutputOptions = (command: Command): Command =>
  addJsonOption(command)
    .addOption(new Option('--csv', 'print comma-separated values').conflicts('json'))
    .addOption(new Option('--parquet <file>', 'write a Parquet file').conflicts(['json', 'csv']));

export const jsonText = (value: unknown): string => `${printableJson(value)}\n`;

/** The table as text, or a line on the file that it was written to. */
export async function flatText(
  engine: LedgerEngine,
  flat: FlatAnswer,
  { parquet }: OutputOptions,
): Promise<string> {
  if (parquet === undefined) return csvText(flat);
  try {
    await engine.saveParquet(flat.table, flat.rows, parquet);
  } catch (error) {
    const problem = firstLine(String(error));
    throw new BotanuError('COMMAND_INVALID', `'${parquet}' could not be written: ${problem}`, {
      cause: error,
    });
  }
  return `${counted(flat.rows.length, 'row')} written to ${printableText(parquet)}\n`;
}
