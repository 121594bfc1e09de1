import { firstLine } from '../../shared/texts';

/** One thing that was looked at. */
export interface Finding {
  /** What, in a word or two. */
  readonly what: string;
  /**
   * - `ok`: as it should be.
   * - `note`: nothing is wrong, but worth knowing.
   * - `missing`: something does not work until it is mended.
   */
  readonly state: 'ok' | 'note' | 'missing';
  readonly text: string;
  /** The line that mends it: a command, or what to write where. */
  readonly mend?: string;
}

export const ok = (what: string, text: string): Finding => ({ what, state: 'ok', text });

export const note = (what: string, text: string, mend?: string): Finding => ({
  what,
  state: 'note',
  text,
  ...(mend === undefined ? {} : { mend }),
});

export const missing = (what: string, text: string, mend: string): Finding => ({
  what,
  state: 'missing',
  text,
  mend,
});

/** What kept something from being done, in one line. */
export const problemOf = (error: unknown): string =>
  firstLine(
    error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error),
  );
