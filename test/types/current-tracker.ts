// Checked by the compiler alone: which tracker a kind names.
import {
  currentTracker,
  type DBTracker,
  type LLMTracker,
  type MessagingTracker,
  type RunTracker,
  type SpanTracker,
  type StorageTracker,
  type ToolTracker,
  tryCurrentTracker,
} from 'botanu';
import { typed } from './expect-type';

export const kinds = (): void => {
  typed<SpanTracker>()(currentTracker());
  typed<LLMTracker>()(currentTracker('llm'));
  typed<ToolTracker>()(currentTracker('tool'));
  typed<DBTracker>()(currentTracker('db'));
  typed<StorageTracker>()(currentTracker('storage'));
  typed<MessagingTracker>()(currentTracker('messaging'));
  typed<RunTracker>()(currentTracker('run'));
  typed<SpanTracker | undefined>()(tryCurrentTracker());
  typed<DBTracker | undefined>()(tryCurrentTracker('db'));
  // @ts-expect-error -- no such kind
  currentTracker('http');
  // @ts-expect-error -- not a tracker's that is known to be an LLM's
  currentTracker().setRequestParams({});
  typed<LLMTracker>()(
    currentTracker('llm').setTokens({ inputTokens: 1 }).addMetadata({ a: 1 }).setCacheHit(),
  );
};
