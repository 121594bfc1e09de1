import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';

/** A decorator of either a method or a class, as the legacy dialect calls it. */
export type AnyDecorator = MethodDecorator & ClassDecorator;

export interface OurDecorators {
  readonly name: string;
  readonly decorators: readonly AnyDecorator[];
  /** Spans that a call opens. */
  readonly spans: number;
}

const useCase = BotanuUseCase('Customer Support') as AnyDecorator;
const llm = TrackLlm({ provider: 'openai', model: 'gpt-4o-mini' }) as AnyDecorator;

/** Each of ours alone. */
export const ONE_OF_OURS: readonly OurDecorators[] = [
  { name: 'BotanuUseCase', decorators: [useCase], spans: 1 },
  { name: 'BotanuOutcome', decorators: [BotanuOutcome() as AnyDecorator], spans: 0 },
  { name: 'TrackLlm', decorators: [llm], spans: 1 },
  { name: 'TrackTool', decorators: [TrackTool() as AnyDecorator], spans: 1 },
  { name: 'TrackDb', decorators: [TrackDb({ system: 'postgresql' }) as AnyDecorator], spans: 1 },
  { name: 'TrackStorage', decorators: [TrackStorage({ system: 's3' }) as AnyDecorator], spans: 1 },
  { name: 'TrackMessaging', decorators: [TrackMessaging({ system: 'sqs' }) as AnyDecorator], spans: 1 },
];

export const TWO_OF_OURS: OurDecorators = {
  name: 'BotanuUseCase and TrackLlm',
  decorators: [useCase, llm],
  spans: 2,
};
