import type { Command } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { RATE_CARD_FILE } from '../pricing/price-book';

/** Of every command on a ledger. */
export interface LedgerCommandOptions {
  /**
   * Where the ledger's files are.
   * @default '.botanu' in the working directory
   */
  readonly directory?: string | undefined;
}

/** Of every command that answers with a page of text, or with JSON. */
export interface PageOptions {
  /**
   * Everything as JSON.
   * @default false
   */
  readonly json?: boolean | undefined;
  /**
   * Columns of the terminal that the page is fitted to.
   * @default 120
   */
  readonly width?: number | undefined;
}

/** Of every command that asks a ledger. */
export interface QuestionOptions extends LedgerCommandOptions, PageOptions {
  /**
   * The rate card's file.
   * @default 'botanu.prices.yaml' in the working directory, if there is one
   */
  readonly prices?: string | undefined;
}

export const DEFAULT_WIDTH = 120;

export const addDirectoryOption = (command: Command): Command =>
  command.option('-d, --dir <directory>', 'where the ledger is', LEDGER_DIRECTORY);

/** Where an answer is read from, and by which prices. */
export const addLedgerOptions = (command: Command): Command =>
  addDirectoryOption(command).option(
    '--prices <file>',
    `the rate card (default: ${RATE_CARD_FILE}, if there is one)`,
  );

export const addJsonOption = (command: Command): Command =>
  command.option('--json', 'print everything as JSON, nulls for what is not known');
