import { BotanuAttribute } from './attributes';

/** Baggage members of a run. All but the last two are, as attributes, on the run's span under the same key. */
export const BaggageKey = {
  RUN_ID: BotanuAttribute.RUN_ID,
  ROOT_RUN_ID: BotanuAttribute.ROOT_RUN_ID,
  USE_CASE: BotanuAttribute.USE_CASE,
  WORKFLOW: BotanuAttribute.WORKFLOW,
  PARENT_RUN_ID: BotanuAttribute.PARENT_RUN_ID,
  RETRY_OF_RUN_ID: BotanuAttribute.RETRY_OF_RUN_ID,
  ATTEMPT: BotanuAttribute.ATTEMPT,
  EVENT_ID: BotanuAttribute.EVENT_ID,
  CUSTOMER_ID: BotanuAttribute.CUSTOMER_ID,
  TENANT_ID: BotanuAttribute.TENANT_ID,
  ENVIRONMENT: BotanuAttribute.ENVIRONMENT,
  /** Milliseconds since the epoch. */
  DEADLINE: 'botanu.deadline',
  /** `true`, or absent. */
  CANCELLED: 'botanu.cancelled',
} as const;

export const BOTANU_PREFIX = 'botanu.';
