import type { Attributes } from '@opentelemetry/api';
import type { ModelOperation } from '../semconv/operations';
import type { TokenUsage } from '../usage/token-usage';

/** What a model call is, as far as it is known before it is made. */
export interface LlmOptions {
  /** Who answers, e.g. `openai`, `anthropic`, `bedrock`; common spellings are understood. */
  readonly provider?: string | undefined;
  /** The model that is asked for. */
  readonly model?: string | undefined;
  /** @default `chat` */
  readonly operation?: ModelOperation | (string & {}) | undefined;
  /** Your own id for the request. */
  readonly clientRequestId?: string | undefined;
  /** More attributes for the span. */
  readonly attributes?: Attributes | undefined;
}

/** Token usage of a result; undefined where it says nothing of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the decorator's types tell what it is given
export type UsageFunction = (this: any, result: any, ...args: any[]) => TokenUsage | undefined;

/** Where usage comes from: read from the result (`'auto'`), from nowhere (`false`), or what a function of the result gives. */
export type UsageSource = 'auto' | false | UsageFunction;

/** The ids of one request, by either side. */
export interface RequestIds {
  /** The response header's, to show to the provider's support. */
  readonly providerRequestId?: string | undefined;
  /** Your own. */
  readonly clientRequestId?: string | undefined;
}
