/** What went wrong, for programs; the message is for people. */
export type BotanuErrorCode =
  | 'DECORATOR_MISPLACED'
  | 'DECORATOR_OPTIONS'
  | 'CONFIGURATION_INVALID'
  | 'PEER_MISSING'
  | 'COMMAND_INVALID'
  | 'LEDGER_BUSY';

/**
 * A mistake of decoration or configuration, thrown early: when a class is defined or `initBotanu` is called,
 * never while the application serves. The message says what, where, what was given and how to mend it.
 */
export class BotanuError extends Error {
  override readonly name = 'BotanuError';
  /** Stable across versions. */
  readonly code: BotanuErrorCode;

  constructor(code: BotanuErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** @internal Delivery is a file of its own with a class of its own, and so is another installed copy. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isBotanuError(error);
  }
}

/** Whether an error is botanu's, also when it comes from another installed copy. */
export const isBotanuError = (error: unknown): error is BotanuError =>
  error instanceof Error && error.name === 'BotanuError' && 'code' in error;
