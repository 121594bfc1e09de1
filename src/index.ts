// Decorators
export { BotanuUseCase } from './decorators/botanu-use-case';
export { BotanuOutcome } from './decorators/botanu-outcome';
export { TrackLlm } from './decorators/track-llm';
export { TrackTool } from './decorators/track-tool';
export { TrackDb } from './decorators/track-db';
export { TrackStorage } from './decorators/track-storage';
export { TrackMessaging } from './decorators/track-messaging';
export { InjectTracker } from './decorators/inject-tracker';
export { getBotanuMetadata } from './metadata/botanu-metadata';

// Functions for what is not a method
export {
  runUseCase,
  startDbOperation,
  startLlmCall,
  startMessagingOperation,
  startStorageOperation,
  startToolCall,
  trackDbOperation,
  trackLlmCall,
  trackMessagingOperation,
  trackStorageOperation,
  trackToolCall,
} from './tracking/track-functions';

// Trackers: classes, so that a parameter typed as one compiles under emitDecoratorMetadata
export { currentTracker, tryCurrentTracker } from './tracking/current-tracker';
export { SpanTracker } from './tracking/span-tracker';
export { LLMTracker } from './tracking/llm-tracker';
export { ToolTracker } from './tracking/tool-tracker';
export { DBTracker } from './tracking/db-tracker';
export { StorageTracker } from './tracking/storage-tracker';
export { MessagingTracker } from './tracking/messaging-tracker';
export { RunTracker } from './tracking/run-tracker';

// Runs and their outcomes
export { RunContext } from './run/run-context';
export { generateRunId } from './run/run-id';
export { getCurrentSpan, getRunContext, getRunId, getUseCase, getWorkflow } from './run/current-run';
export { getBaggage, setBaggage, withBaggage } from './run/baggage';
export { injectRunContext, withRunContext } from './run/carrier';
export { emitOutcome, recordOutcome } from './tracking/outcome';
export { setBusinessContext } from './tracking/business-context';
export { withAttempt } from './tracking/attempt';

// What can be said on a span of someone else's
export {
  setDataMetrics,
  setLlmAttributes,
  setTokenUsage,
  setWarehouseMetrics,
} from './tracking/span-helpers';
export { readUsage } from './usage/read-usage';

// Bootstrap
export {
  flushBotanu,
  initBotanu,
  isBotanuInitialized,
  shutdownBotanu,
  withBotanu,
} from './bootstrap/bootstrap';
export { BotanuSpanProcessor } from './processor/botanu-span-processor';
export { BotanuSampler } from './processor/botanu-sampler';
export { BotanuPropagator } from './processor/botanu-propagator';

// Constants and errors
export { OutcomeStatus } from './semconv/outcome-status';
export { DBOperation, MessagingOperation, ModelOperation, StorageOperation } from './semconv/operations';
export { BotanuError, isBotanuError } from './shared/botanu-error';

// Types: what the decorators take and make
export type { BotanuDecorator } from './decorators/method-decorator';
export type { TrackerParameterDecorator } from './decorators/inject-tracker';
export type { BotanuUseCaseOptions } from './decorators/botanu-use-case';
export type { BotanuOutcomeOptions } from './decorators/botanu-outcome';
export type { TrackLlmOptions } from './decorators/track-llm';
export type { TrackToolOptions } from './decorators/track-tool';
export type { TrackDbOptions } from './decorators/track-db';
export type { TrackStorageOptions } from './decorators/track-storage';
export type { TrackMessagingOptions } from './decorators/track-messaging';
export type { AnyFunction } from './tracking/per-call';
export type { BotanuMetadata } from './metadata/botanu-metadata';

// Types: what the functions take
export type { LlmCallOptions, RunUseCaseOptions, ToolCallOptions } from './tracking/track-functions';
export type { UseCaseOptions } from './tracking/use-case';
export type { LlmOptions, UsageSource } from './tracking/llm-options';
export type { ToolOptions } from './tracking/tool-tracker';
export type { DbOptions } from './tracking/db-tracker';
export type { StorageOptions } from './tracking/storage-tracker';
export type { MessagingOptions } from './tracking/messaging-tracker';

// Types: what trackers and helpers record
export type { TrackerKind } from './tracking/open-span';
export type { TrackerOf } from './tracking/current-tracker';
export type { RequestParams } from './tracking/llm-attributes';
export type { RequestIds } from './tracking/llm-options';
export type { TokenCounts } from './tracking/token-attributes';
export type { ToolResult } from './tracking/tool-tracker';
export type { DbResult } from './tracking/db-tracker';
export type { StorageResult } from './tracking/storage-tracker';
export type { MessagingResult } from './tracking/messaging-tracker';
export type { LlmAttributes } from './tracking/span-helpers';
export type { DataMetrics, WarehouseMetrics } from './tracking/data-attributes';
export type { ResponseUsage, TokenUsage } from './usage/token-usage';

// Types: runs and their outcomes
export type { RunContextOptions } from './run/run-context';
export type { RunDetails } from './run/run-fields';
export type { BusinessContext } from './run/business-context';
export type { Carrier } from './run/carrier';
export type { OutcomeOptions } from './run/outcome';
export type { OutcomeStatusInput, OutcomeTarget, RecordOutcomeOptions } from './tracking/outcome';

// Types: bootstrap and errors
export type { BotanuHandle } from './bootstrap/init-botanu';
export type { BotanuOptions, Diagnostics, LedgerOptions, SpoolOptions } from './bootstrap/botanu-options';
export type { WithBotanuOptions } from './bootstrap/with-botanu';
export type { BotanuParts, NodeSdkConfiguration, WithBotanu } from './bootstrap/node-sdk-configuration';
export type { BotanuConfig, LedgerConfig, SpoolConfig } from './bootstrap/botanu-config';
export type { PropagationMode, Redact, SemconvVersion } from './shared/recording-settings';
export type { BotanuPropagatorOptions, TrustIncoming } from './processor/botanu-propagator';
export type { BotanuSpanProcessorOptions } from './processor/botanu-span-processor';
export type { FlushResult } from './processor/flush-result';
export type { ReadableSpan } from './export/readable-span';
export type { ExportResult, SpanExporter } from './export/span-exporter';
export type { Sampler, SamplingResult } from './processor/sampler';
export type { BotanuErrorCode } from './shared/botanu-error';
