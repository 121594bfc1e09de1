import { spawn } from 'node:child_process';
import { type Finding, missing, note, ok } from './finding';
import { isDisabled } from './variables';

/** What a process says of itself that has started botanu as environment and botanu.yaml configure it. */
export interface Trial {
  /** Resolved, with secrets redacted. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Why botanu did not start. */
  readonly error?: string;
  readonly provider?: string;
  readonly contextManager?: string;
  readonly propagator?: string;
  readonly fields?: readonly string[];
  /** Whether a run is still the current one after an await. */
  readonly keepsRun?: boolean;
  readonly records?: boolean;
  /** What it wrote to stderr: botanu's own warnings. */
  readonly warnings: readonly string[];
}

/**
 * Starts botanu twice: disabled, for the configuration; then with no spool, so that what waits there is left alone.
 * It kills itself, so that the run that it tries is written nowhere.
 */
const SCRIPT = `
const write = (trial) => { require('fs').writeSync(3, JSON.stringify(trial)); process.kill(process.pid, 'SIGKILL'); };
process.once('uncaughtException', (error) => write({ error: String(error && error.message || error) }));
(async () => {
  const { createRequire } = require('module');
  const botanu = require(process.env.BOTANU_DOCTOR_ENTRY);
  const api = createRequire(process.env.BOTANU_DOCTOR_ENTRY)('@opentelemetry/api');
  const { OTEL_SDK_DISABLED, BOTANU_DOCTOR_ENTRY, ...rest } = process.env;
  delete process.env.BOTANU_DOCTOR_ENTRY;
  process.env.OTEL_SDK_DISABLED = 'true';
  const disabled = botanu.initBotanu();
  const config = JSON.parse(JSON.stringify(disabled.config));
  await botanu.shutdownBotanu();
  if (OTEL_SDK_DISABLED === undefined) delete process.env.OTEL_SDK_DISABLED;
  else process.env.OTEL_SDK_DISABLED = OTEL_SDK_DISABLED;
  process.env.BOTANU_SPOOL = 'false';
  let error;
  try { botanu.initBotanu(); } catch (thrown) { error = thrown.message; }
  const registered = globalThis[Symbol.for('opentelemetry.js.api.1')] || {};
  const nameOf = (value) => value && value.constructor && value.constructor.name;
  const provider = registered.trace && registered.trace.getDelegate ? registered.trace.getDelegate() : registered.trace;
  let keepsRun = false, records = false;
  await botanu.runUseCase('doctor', async () => {
    const run = botanu.getRunId();
    records = Boolean(botanu.getCurrentSpan() && botanu.getCurrentSpan().isRecording());
    await new Promise((resolve) => setTimeout(resolve, 1));
    keepsRun = run !== undefined && botanu.getRunId() === run;
  });
  write({ config, error, provider: nameOf(provider), contextManager: nameOf(registered.context),
    propagator: nameOf(registered.propagation), fields: api.propagation.fields(), keepsRun, records });
})().catch((error) => write({ error: String(error && error.message || error) }));
`;

const TRIAL_MS = 20_000;

/** Runs it in the application's folder, with the copy of botanu that the application has. */
export function tryBotanu(folder: string, entry: string, env: NodeJS.ProcessEnv): Promise<Trial> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', SCRIPT], {
      cwd: folder,
      env: { ...env, BOTANU_DOCTOR_ENTRY: entry },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      timeout: TRIAL_MS,
      killSignal: 'SIGKILL',
    });
    let told = '';
    let stderr = '';
    child.stdio[3]!.on('data', (chunk: Buffer) => (told += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', (error) => resolve({ error: error.message, warnings: [] }));
    child.once('close', () => {
      const lines = stderr
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('botanu info:'));
      const warnings = [...new Set(lines)];
      try {
        resolve({ ...(JSON.parse(told) as Omit<Trial, 'warnings'>), warnings });
      } catch {
        resolve({ error: warnings.at(-1) ?? 'it said nothing', warnings: [] });
      }
    });
  });
}

/** What the trial shows of OpenTelemetry. */
export function trialFindings(trial: Trial, env: NodeJS.ProcessEnv): Finding[] {
  const { error, warnings } = trial;
  const said = warnings.map((line) => note('warning', line));
  if (error !== undefined) return [missing('start', 'initBotanu() did not start', error), ...said];
  if (isDisabled(env))
    return [
      missing('start', 'OTEL_SDK_DISABLED is true: nothing is recorded', 'unset OTEL_SDK_DISABLED'),
      ...said,
    ];
  return [...startedFindings(trial), ...said];
}

function startedFindings({
  provider,
  contextManager,
  propagator,
  fields = [],
  keepsRun,
  records,
  warnings,
}: Trial) {
  const none = 'none is registered';
  const carries = fields.includes('baggage') && fields.includes('traceparent');
  const cause = warnings.length > 0 ? 'The warnings below say what it was.' : undefined;
  return [
    records
      ? ok('provider', `${provider ?? ''}, spans of runs are recorded`)
      : missing(
          'provider',
          `${provider ?? none}: nothing is recorded`,
          cause ?? 'npm ls @opentelemetry/sdk-node',
        ),
    keepsRun
      ? ok('context manager', `${contextManager ?? ''}, keeps a run across await`)
      : missing(
          'context manager',
          `${contextManager ?? none}: a run is lost at the first await`,
          cause ?? 'register an AsyncLocalStorageContextManager',
        ),
    carries
      ? ok('propagator', `${propagator ?? ''}: ${fields.join(', ')}`)
      : missing(
          'propagator',
          `${propagator ?? none}: a run does not reach other services`,
          (propagator === undefined ? cause : undefined) ?? 'OTEL_PROPAGATORS=tracecontext,baggage',
        ),
  ];
}

/** How calls of other libraries are seen. */
export function hooksFinding(config: Trial['config'], instrumentations: readonly string[]): Finding {
  const what = 'hooks';
  if (config?.autoInstrument === false)
    return note(what, 'autoInstrument is false: other libraries are not instrumented');
  if (instrumentations.length === 0)
    return note(
      what,
      'no instrumentation is installed: spans of http and other libraries are missing, and a run reaches other services by injectRunContext only',
      'npm install @opentelemetry/instrumentation-http @opentelemetry/instrumentation-undici',
    );
  return ok(
    what,
    `${instrumentations.join(', ')}; attached if botanu starts first: node --import botanu/register app.js`,
  );
}

/** The sampler is no question of the environment's alone, so what it says is told. */
export function samplerFinding(env: NodeJS.ProcessEnv): Finding {
  const theirs = env.OTEL_TRACES_SAMPLER;
  return theirs === undefined || theirs === ''
    ? ok('sampler', 'everything is recorded')
    : ok('sampler', `${theirs} for spans outside of runs and other exporters; runs are recorded whole`);
}
