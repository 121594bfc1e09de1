import * as botanu from 'botanu';

const PUBLIC: Record<string, string[]> = {
  function: [
    'BotanuOutcome',
    'BotanuUseCase',
    'InjectTracker',
    'TrackDb',
    'TrackLlm',
    'TrackMessaging',
    'TrackStorage',
    'TrackTool',
    'currentTracker',
    'emitOutcome',
    'flushBotanu',
    'generateRunId',
    'getBaggage',
    'getBotanuMetadata',
    'getCurrentSpan',
    'getRunContext',
    'getRunId',
    'getUseCase',
    'getWorkflow',
    'initBotanu',
    'injectRunContext',
    'isBotanuError',
    'isBotanuInitialized',
    'readUsage',
    'recordOutcome',
    'runUseCase',
    'setBaggage',
    'setBusinessContext',
    'setDataMetrics',
    'setLlmAttributes',
    'setTokenUsage',
    'setWarehouseMetrics',
    'shutdownBotanu',
    'startDbOperation',
    'startLlmCall',
    'startMessagingOperation',
    'startStorageOperation',
    'startToolCall',
    'trackDbOperation',
    'trackLlmCall',
    'trackMessagingOperation',
    'trackStorageOperation',
    'trackToolCall',
    'tryCurrentTracker',
    'withAttempt',
    'withBaggage',
    'withRunContext',
  ],
  class: [
    'BotanuError',
    'BotanuPropagator',
    'BotanuSpanProcessor',
    'DBTracker',
    'LLMTracker',
    'MessagingTracker',
    'RunContext',
    'RunTracker',
    'SpanTracker',
    'StorageTracker',
    'ToolTracker',
  ],
  object: ['DBOperation', 'MessagingOperation', 'ModelOperation', 'OutcomeStatus', 'StorageOperation'],
};

/** What cannot be called without `new` is a class; decorators are functions. */
const kindOf = (value: unknown): string =>
  typeof value === 'function' && /^class\b/.test(String(value)) ? 'class' : typeof value;

it('is exactly this: a name that leaks, or is lost, is a change to be made on purpose', () => {
  const exported: Record<string, string[]> = {};
  for (const name of Object.keys(botanu).sort()) {
    (exported[kindOf(botanu[name as keyof typeof botanu])] ??= []).push(name);
  }
  expect(exported).toEqual(PUBLIC);
});
