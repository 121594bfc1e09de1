import { diag, DiagLogLevel, type DiagLogger } from '@opentelemetry/api';
import { Console } from 'node:console';
import { format } from 'node:util';
import type { Diagnostics } from './botanu-options';
import { registered } from '../shared/opentelemetry-api';

const LEVELS = { none: 0, error: 1, warn: 2, info: 3, debug: 4 } as const satisfies Record<
  Diagnostics,
  number
>;

/** Has diagnostics printed on stderr, unless the application does something of its own with them. */
export function printDiagnostics(level: Diagnostics): () => void {
  if (registered('diag') !== undefined || level === 'none') return () => {};
  diag.setLogger(stderrLogger(level), DiagLogLevel.ALL);
  const ours = registered('diag');
  return () => {
    if (registered('diag') === ours) diag.disable();
  };
}

function stderrLogger(level: Diagnostics): DiagLogger {
  // Where spans go, and what was lost of them, is worth a line unless less was asked for.
  const own = level === 'error' ? LEVELS.error : Math.max(LEVELS[level], LEVELS.info);
  outliveStderr();
  const terminal = new Console(process.stderr);
  const print =
    (kind: keyof typeof LEVELS) =>
    (namespace: string, ...rest: unknown[]): void => {
      const isOwn = namespace === 'botanu';
      if (LEVELS[kind] > (isOwn ? own : LEVELS[level])) return;
      const text = isOwn ? format(...rest) : messageOf(format(namespace, ...rest));
      terminal.log('%s %s: %s', isOwn ? 'botanu' : 'opentelemetry', kind, text);
    };
  return {
    error: print('error'),
    warn: print('warn'),
    info: print('info'),
    debug: print('debug'),
    verbose: () => {},
  };
}

/**
 * A stderr that is full or closed is no problem of the application. A Console sees to that for its first failure, and
 * not where a thread's stderr is piped into it, as that of the hooks of ES modules is.
 */
function outliveStderr(): void {
  if (!process.stderr.listeners('error').includes(ignore)) process.stderr.on('error', ignore);
}

const ignore = (): void => {};

/** OpenTelemetry logs errors as JSON, with a stack that helps nobody on a terminal. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text;
  }
}
