import type { Unknown } from './fields';
import type { ResponseUsage } from './token-usage';

/** What one provider's responses look like, and what they say. Pure, in a file of its own. */
export interface UsageReader {
  /** Whether the response is of this shape. No two readers claim the same one. */
  recognises(response: Unknown, provider: string | undefined): boolean;
  read(response: Unknown): ResponseUsage;
}
