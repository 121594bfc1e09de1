import {
  context,
  createContextKey,
  diag,
  metrics,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotanuOptions } from '../../src/bootstrap/botanu-options';
import {
  type BotanuHandle,
  flushBotanu,
  initBotanu,
  isBotanuInitialized,
  shutdownBotanu,
} from '../../src/bootstrap/init-botanu';
import { defaultRecordingSettings, recordingSettings } from '../../src/shared/recording-settings';
import { runUseCase } from '../../src/tracking/track-functions';
import { ledgerRequests, ledgerSpans } from '../support/ledger-spans';
import { restoreSettings } from '../support/settings';

let directory: string;
let stderr: string;
const savedEnvironment = { ...process.env };

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'botanu-init-')), 'ledger');
  stderr = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text.toString();
    return true;
  });
});

afterEach(async () => {
  await shutdownBotanu();
  process.env = { ...savedEnvironment };
  jest.restoreAllMocks();
  rmSync(join(directory, '..'), { recursive: true });
});

const init = (options: BotanuOptions = {}): BotanuHandle => initBotanu({ ledger: { directory }, ...options });

const endSpan = (name: string): void => trace.getTracer('app').startSpan(name).end();

describe('initBotanu', () => {
  it('starts a tracer whose spans are in the ledger after a flush', async () => {
    const { flush } = init({ serviceName: 'shop' });
    endSpan('checkout');
    await flush();
    expect(ledgerSpans(directory)).toEqual([expect.objectContaining({ name: 'checkout' })]);
  });

  it('says where spans go, in one line', () => {
    init();
    expect(stderr).toMatch(/^botanu info: spans are written to \S+ledger,.*BOTANU_COLLECTOR_ENDPOINT.*\n$/);
  });

  it('describes the service and the process, but not its arguments', async () => {
    process.env.OTEL_RESOURCE_ATTRIBUTES = 'cloud.region=eu-1,service.name=weaker';
    const { flush } = init({ serviceName: 'shop', serviceVersion: '1.2', environment: 'staging' });
    endSpan('checkout');
    await flush();
    const [request] = ledgerRequests(directory);
    const { attributes } = request!.resourceSpans[0]!.resource;
    const resource = Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
    expect(resource).toMatchObject({
      'service.name': 'shop',
      'service.version': '1.2',
      'deployment.environment.name': 'staging',
      'cloud.region': 'eu-1',
      'process.pid': String(process.pid),
      'telemetry.sdk.language': 'nodejs',
    });
    expect(resource).not.toHaveProperty(['process.command_args']);
  });

  it('carries context across await, and baggage to a peer', async () => {
    init();
    const KEY = createContextKey('key');
    const carrier: Record<string, string> = {};
    await context.with(ROOT_CONTEXT.setValue(KEY, 'kept'), async () => {
      await Promise.resolve();
      expect(context.active().getValue(KEY)).toBe('kept');
    });
    const baggage = propagation.createBaggage({ plan: { value: 'gold' } });
    propagation.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), carrier);
    expect(carrier).toEqual({ baggage: 'plan=gold' });
  });

  it('leaves the choice of propagators to OTEL_PROPAGATORS', () => {
    process.env.OTEL_PROPAGATORS = 'b3';
    init();
    expect(propagation.fields()).toEqual(['b3']);
  });

  it('tells the recording side what was configured, until it is shut down', async () => {
    const redact = (): undefined => undefined;
    init({
      environment: 'staging',
      propagationMode: 'full',
      semconv: 'latest',
      metrics: false,
      maxOperationSeconds: 5,
      redact,
    });
    expect(recordingSettings).toEqual({
      environment: 'staging',
      propagationMode: 'full',
      semconv: 'latest',
      metrics: false,
      maxOperationSeconds: 5,
      redact,
    });
    await shutdownBotanu();
    expect(recordingSettings).toEqual(defaultRecordingSettings());
  });

  it('has no metrics where there is no endpoint', () => {
    init();
    expect(metrics.getMeter('app').createCounter('c').constructor.name).toMatch(/^Noop/);
  });

  it('leaves the environment as it was', () => {
    const before = { ...process.env };
    init({ otlpEndpoint: 'http://127.0.0.1:9', otlpHeaders: { 'x-api-key': 'SECRET' } });
    expect({ ...process.env }).toEqual(before);
  });
});

describe('called twice', () => {
  it('gives the same handle and says so once', () => {
    const handle = init();
    expect(init({ serviceName: 'other' })).toBe(handle);
    expect(init()).toBe(handle);
    expect(stderr.match(/called again/g)).toHaveLength(1);
  });
});

describe('after shutdown', () => {
  it('everything is written, listeners are gone, and it can be started again', async () => {
    const listeners = (): number[] =>
      ['exit', 'beforeExit', 'SIGTERM', 'SIGINT'].map((name) => process.listenerCount(name));
    const before = listeners();
    const first = init();
    expect(isBotanuInitialized()).toBe(true);
    expect(listeners()).toEqual(before.map((count) => count + 1));
    endSpan('first');
    await first.shutdown();
    await first.shutdown();
    expect(isBotanuInitialized()).toBe(false);
    expect(listeners()).toEqual(before);

    init();
    endSpan('second');
    await flushBotanu();
    expect(
      ledgerSpans(directory)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['first', 'second']);
  });

  it('an old handle does not stop what was started since', async () => {
    const first = init();
    await first.shutdown();
    init();
    await first.shutdown();
    expect(isBotanuInitialized()).toBe(true);
  });

  it('flush and shutdown do nothing', async () => {
    await expect(Promise.all([flushBotanu(), shutdownBotanu()])).resolves.toBeDefined();
  });
});

describe('beside an OpenTelemetry SDK of the application', () => {
  afterEach(() => {
    trace.disable();
    restoreSettings();
  });

  it('changes nothing of it, says what to write, and still configures what is recorded', async () => {
    const theirs = new TracerProvider();
    trace.setGlobalTracerProvider(theirs);
    const provider = trace.getTracerProvider();
    const handle = init({ environment: 'staging' });
    expect(stderr).toMatch(/new NodeSDK\(withBotanu\(.*BotanuSpanProcessor, BotanuSampler, BotanuPropagator/);
    expect(stderr).toMatch(/sampler drops cost.*no trust boundary/);
    expect(recordingSettings.environment).toBe('staging');
    await handle.flush();
    await handle.shutdown();
    // It goes on recording.
    expect(recordingSettings.environment).toBe('staging');
    expect(trace.getTracerProvider()).toBe(provider);
    expect(propagation.fields()).toEqual([]);
  });
});

describe('OTEL_SDK_DISABLED=true', () => {
  it('records nothing and registers nothing', async () => {
    process.env.OTEL_SDK_DISABLED = 'true';
    const { flush, config } = init();
    expect(trace.getTracer('app').startSpan('off').isRecording()).toBe(false);
    await flush();
    expect(readdirSync(join(directory, '..'))).toEqual([]);
    expect(config.serviceName).toBe('unknown_service:node');
  });
});

describe('OTEL_TRACES_SAMPLER', () => {
  it('leaves out what is outside of runs, and no cost', async () => {
    process.env.OTEL_TRACES_SAMPLER = 'always_off';
    const { flush } = init();
    runUseCase('Customer Support', () => endSpan('SELECT'));
    endSpan('tick');
    await flush();
    expect(ledgerSpans(directory).map(({ name }) => name)).toEqual(['SELECT', 'botanu.run/Customer Support']);
  });
});

it('a caller that does not sample its trace takes no cost away', async () => {
  const { flush } = init();
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const caller = propagation.extract(ROOT_CONTEXT, { traceparent });
  context.with(caller, () => {
    runUseCase('Customer Support', () => endSpan('SELECT'));
    endSpan('tick');
  });
  await flush();
  expect(ledgerSpans(directory).map(({ name }) => name)).toEqual(['SELECT', 'botanu.run/Customer Support']);
});

describe('OTEL_TRACES_EXPORTER', () => {
  it('none: records and sends nothing', async () => {
    process.env.OTEL_TRACES_EXPORTER = 'none';
    const { flush } = initBotanu();
    const span = trace.getTracer('app').startSpan('nowhere');
    expect(span.isRecording()).toBe(true);
    span.end();
    await flush();
    expect(stderr).toBe('');
  });

  it('console: OTLP JSON on stdout', async () => {
    process.env.OTEL_TRACES_EXPORTER = 'console';
    let stdout = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text.toString();
      return true;
    });
    const { flush } = initBotanu();
    endSpan('shown');
    await flush();
    expect(JSON.parse(stdout).resourceSpans[0].scopeSpans[0].spans[0].name).toBe('shown');
  });
});

describe('diagnostics', () => {
  const others = (): void => {
    diag.error('theirs: an error');
    diag.warn('theirs: a warning');
    diag.info('theirs: a note');
    diag.debug('theirs: a detail');
  };

  it.each<[NonNullable<BotanuOptions['diagnostics']>, string[]]>([
    ['none', []],
    ['error', ['theirs: an error']],
    ['warn', ['botanu info', 'theirs: an error', 'theirs: a warning']],
    ['info', ['botanu info', 'theirs: an error', 'theirs: a warning', 'theirs: a note']],
    ['debug', ['botanu info', 'theirs: an error', 'theirs: a warning', 'theirs: a note', 'theirs: a detail']],
  ])('%s', (level, shown) => {
    init({ diagnostics: level });
    others();
    const marks = [
      'botanu info',
      'theirs: an error',
      'theirs: a warning',
      'theirs: a note',
      'theirs: a detail',
    ];
    expect(marks.filter((mark) => stderr.includes(mark))).toEqual(shown);
  });

  it('go to the logger that the application has set', () => {
    const said: unknown[] = [];
    const say = (...words: unknown[]): void => void said.push(words);
    diag.setLogger({ error: say, warn: say, info: say, debug: () => {}, verbose: () => {} });
    init();
    diag.disable();
    expect(said).toContainEqual(['botanu', expect.stringContaining('spans are written to')]);
    expect(stderr).toBe('');
  });
});
