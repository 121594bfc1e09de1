import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import type { Anywhere } from './every-decorator';

interface Factory {
  readonly name: string;
  /** As it comes, to be misused without its parentheses. */
  readonly bare: Anywhere;
  /** With options of any kind. */
  readonly make: (options?: unknown) => Anywhere;
}

const factory = (name: string, bare: Anywhere, make: Factory['make'] = bare): Factory => ({
  name,
  bare,
  make,
});

/** What makes each decorator. */
export const DECORATOR_FACTORIES: readonly Factory[] = [
  factory(
    'BotanuUseCase',
    BotanuUseCase,
    (options) => (BotanuUseCase as Anywhere)('Customer Support', options) as Anywhere,
  ),
  factory('BotanuOutcome', BotanuOutcome),
  factory('TrackLlm', TrackLlm),
  factory('TrackTool', TrackTool),
  factory('TrackDb', TrackDb),
  factory('TrackStorage', TrackStorage),
  factory('TrackMessaging', TrackMessaging),
];
