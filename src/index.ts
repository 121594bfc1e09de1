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
export { flushBotanu, initBotanu, isBotanuInitialized, shutdownBotanu } from './bootstrap/bootstrap';
export { BotanuSpanProcessor } from './processor/botanu-span-processor';
export { BotanuPropagator } from './processor/botanu-propagator';

// Constants and errors
export { OutcomeStatus } from './semconv/outcome-status';
export { DBOperation, MessagingOperation, ModelOperation, StorageOperation } from './semconv/operations';
export { BotanuError, isBotanuError } from './shared/botanu-error';
