import { BotanuError } from '../shared/botanu-error';

type Loaders = Readonly<Record<string, () => unknown>>;

/**
 * The modules by name, or an error that says how to install those which are missing. Each loader holds a
 * literal `require`, for bundlers to see.
 */
export function requirePeers<L extends Loaders>(
  loaders: L,
  caller = 'initBotanu',
  otherwise = 'An application with an OpenTelemetry SDK of its own writes withBotanu instead, or starts that one first.',
): { [Name in keyof L]: ReturnType<L[Name]> } {
  const modules: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const [name, load] of Object.entries(loaders)) {
    try {
      modules[name] = load();
    } catch (error) {
      if (!isMissing(name, error)) throw error;
      missing.push(name);
    }
  }
  if (missing.length === 0) return modules as { [Name in keyof L]: ReturnType<L[Name]> };
  const names = missing.map((name) => `'${name}'`).join(' and ');
  throw new BotanuError(
    'PEER_MISSING',
    `${caller} needs ${names}, not installed here. Run: npm install ${missing.join(' ')}. ${otherwise}`,
  );
}

/** A module that the peer itself misses is another problem. */
const isMissing = (name: string, error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' &&
  (error as Error).message.includes(`'${name}'`);
