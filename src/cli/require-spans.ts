import type { Ledger } from '../ledger/with-ledger';
import { BotanuError } from '../shared/botanu-error';

/** Throws a `BotanuError` that says how spans come into a ledger that has none. */
export function requireSpans({ directory, ingested }: Ledger): void {
  if (ingested.spans > 0) return;
  throw new BotanuError(
    'COMMAND_INVALID',
    `There are no spans in '${directory}' yet. Run an application that calls initBotanu() without an OTLP endpoint ` +
      `and uses @BotanuUseCase; its spans are written when their batch is full, on flush() and when it exits.`,
  );
}
