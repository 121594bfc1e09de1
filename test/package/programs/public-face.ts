// Checked by the compiler alone: what is exported is enough to name whatever the package hands out, also in the
// declarations of those who build on it.
import {
  type BotanuConfig,
  BotanuError,
  type BotanuErrorCode,
  type BotanuHandle,
  type BotanuMetadata,
  type BotanuOptions,
  type BotanuOutcomeOptions,
  BotanuPropagator,
  BotanuSpanProcessor,
  type BotanuUseCaseOptions,
  type BusinessContext,
  type Carrier,
  currentTracker,
  emitOutcome,
  generateRunId,
  getBotanuMetadata,
  getRunContext,
  initBotanu,
  injectRunContext,
  type LlmCallOptions,
  LLMTracker,
  type OutcomeOptions,
  OutcomeStatus,
  type PropagationMode,
  readUsage,
  recordOutcome,
  type RecordOutcomeOptions,
  type RequestParams,
  type ResponseUsage,
  RunContext,
  type RunContextOptions,
  runUseCase,
  type RunUseCaseOptions,
  startDbOperation,
  startLlmCall,
  startMessagingOperation,
  startStorageOperation,
  startToolCall,
  type TokenCounts,
  type TokenUsage,
  type ToolCallOptions,
  TrackDb,
  type TrackDbOptions,
  type TrackerKind,
  TrackLlm,
  trackLlmCall,
  type TrackLlmOptions,
  TrackMessaging,
  type TrackMessagingOptions,
  TrackStorage,
  type TrackStorageOptions,
  TrackTool,
  type TrackToolOptions,
  tryCurrentTracker,
  withRunContext,
} from 'botanu';

type Method = (this: unknown, ticket: string) => Promise<string>;

export interface Options {
  readonly useCase: BotanuUseCaseOptions<unknown, Method>;
  readonly outcome: BotanuOutcomeOptions<unknown, Method>;
  readonly llm: TrackLlmOptions<unknown, Method>;
  readonly tool: TrackToolOptions<unknown, Method>;
  readonly db: TrackDbOptions<unknown, Method>;
  readonly storage: TrackStorageOptions<unknown, Method>;
  readonly messaging: TrackMessagingOptions<unknown, Method>;
  readonly run: RunUseCaseOptions;
  readonly call: LlmCallOptions;
  readonly toolCall: ToolCallOptions;
}

// What is inferred here goes into the declarations of this file.
export const callOptions = { provider: 'openai', model: 'gpt-4o-mini' } satisfies LlmCallOptions;
export const trackers = (kind: TrackerKind) => [currentTracker(), tryCurrentTracker(kind)] as const;
export const started = () =>
  [
    startLlmCall(callOptions),
    startToolCall({ name: 'search' }),
    startDbOperation({ system: 'postgresql' }),
    startStorageOperation({ system: 's3' }),
    startMessagingOperation({ system: 'sqs' }),
  ] as const;
export const decorators = () =>
  [
    TrackLlm(callOptions),
    TrackTool('search'),
    TrackDb({ system: 'postgresql' }),
    TrackStorage({ system: 's3' }),
    TrackMessaging({ system: 'sqs' }),
  ] as const;
export const run = (options: RunContextOptions) => RunContext.createRetry(RunContext.create(options));
export const current = () => getRunContext();
export const metadata = (target: object): BotanuMetadata | undefined => getBotanuMetadata(target);
export const handle = (options: BotanuOptions): BotanuHandle => initBotanu(options);
export const mode = (config: BotanuConfig): PropagationMode => config.propagationMode;
export const parts = (theirs: BotanuPropagator) => [new BotanuSpanProcessor(), new BotanuPropagator(theirs)];
export const usage = (response: unknown): ResponseUsage | undefined => readUsage(response);
export const tokens = (given: TokenUsage): TokenCounts => given;
export const code = (error: unknown): BotanuErrorCode | undefined =>
  error instanceof BotanuError ? error.code : undefined;

export async function used(params: RequestParams, business: BusinessContext): Promise<Carrier> {
  const id = generateRunId();
  const outcome: OutcomeOptions = { valueType: 'tickets_resolved', valueAmount: -1 };
  const late: RecordOutcomeOptions = { ...outcome, key: 'refund' };
  return runUseCase('Customer Support', async (run) => {
    using call = startLlmCall(callOptions);
    using tool = startToolCall({ name: 'search' });
    call.setRequestParams(params).setBusinessContext(business).emitOutcome('partial', outcome);
    tool.setResult({ success: true });
    await trackLlmCall(callOptions, async (tracker: LLMTracker) => tracker.setCacheHit().runId);
    emitOutcome(OutcomeStatus.SUCCESS);
    // @ts-expect-error -- no such status
    emitOutcome('sucess');
    recordOutcome({ runId: id }, 'failed', late);
    return withRunContext({}, () => injectRunContext({ signal: run.signal.aborted }));
  });
}
