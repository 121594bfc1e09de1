import { type Attributes, SpanKind } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { ModelOperation } from '../semconv/operations';
import { providerNames } from '../semconv/providers';
import { isText } from '../shared/checked-values';
import { attemptOf } from './attempt';
import type { LlmOptions, UsageSource } from './llm-options';
import { type LlmDescription, LLMTracker } from './llm-tracker';
import { reportMissing } from './missing-option';
import type { OperationKind } from './operation';
import { startAttributes } from './start-attributes';

/** Model calls. */
export const llmOperation: OperationKind<
  LlmOptions & { readonly usage?: UsageSource },
  LlmDescription,
  LLMTracker
> = {
  kind: 'llm',
  timed: false,

  describe({ provider, model, operation: given, clientRequestId, usage = 'auto', attributes }, site) {
    if (!isText('provider', provider)) reportMissing(site, 'provider');
    if (!isText('model', model)) reportMissing(site, 'model');
    const names = typeof provider === 'string' ? providerNames(provider) : undefined;
    const operation = isText('operation', given) ? given : ModelOperation.CHAT;
    const start: Attributes = { [GenAiAttribute.OPERATION_NAME]: operation };
    if (names !== undefined) start[GenAiAttribute.PROVIDER_NAME] = names.provider;
    if (typeof model === 'string') start[GenAiAttribute.REQUEST_MODEL] = model;
    return {
      spanName: typeof model === 'string' ? `${operation} ${model}` : operation,
      spanOptions: { kind: SpanKind.CLIENT },
      attributes: startAttributes(
        {
          ...start,
          [BotanuAttribute.VENDOR]: names?.vendor,
          [BotanuAttribute.VENDOR_CLIENT_REQUEST_ID]: clientRequestId,
        },
        attributes,
      ),
      provider: names?.provider,
      usage,
      metricAttributes: start,
    };
  },

  track(open, description, args, parent) {
    const tracker = new LLMTracker(open, description, args);
    const attempt = attemptOf(parent);
    if (attempt !== undefined) tracker.setAttempt(attempt);
    return tracker;
  },
};
