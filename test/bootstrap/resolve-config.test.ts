import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { BotanuConfig } from '../../src/bootstrap/botanu-config';
import type { BotanuOptions } from '../../src/bootstrap/botanu-options';
import { resolveConfig } from '../../src/bootstrap/resolve-config';
import { BotanuError } from '../../src/shared/botanu-error';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'botanu-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Sources {
  options?: BotanuOptions;
  env?: Record<string, string>;
  yaml?: string;
}

function resolved({ options = {}, env = {}, yaml }: Sources): ReturnType<typeof resolveConfig> {
  if (yaml !== undefined) writeFileSync(join(directory, 'botanu.yaml'), yaml);
  return resolveConfig(options, env, directory);
}

const configOf = (sources: Sources): BotanuConfig => resolved(sources).config;

function errorOf(sources: Sources): BotanuError {
  try {
    resolved(sources);
  } catch (error) {
    expect(error).toBeInstanceOf(BotanuError);
    expect((error as BotanuError).code).toBe('CONFIGURATION_INVALID');
    return error as BotanuError;
  }
  throw new Error('nothing was thrown');
}

describe('where a value comes from', () => {
  const bySource = {
    option: { options: { serviceName: 'option', environment: 'option', maxQueueSize: 1_001 } },
    botanu: {
      env: { BOTANU_SERVICE_NAME: 'botanu', BOTANU_ENVIRONMENT: 'botanu', BOTANU_MAX_QUEUE_SIZE: '1002' },
    },
    otel: {
      env: {
        OTEL_SERVICE_NAME: 'otel',
        OTEL_DEPLOYMENT_ENVIRONMENT: 'otel',
        OTEL_BSP_MAX_QUEUE_SIZE: '1003',
      },
    },
    yaml: { yaml: 'service_name: yaml\nenvironment: yaml\nmax_queue_size: 1004\n' },
  };
  const all: Sources = {
    ...bySource.option,
    env: { ...bySource.botanu.env, ...bySource.otel.env },
    ...bySource.yaml,
  };

  it.each<[string, Sources, string, number]>([
    ['the option, before all', all, 'option', 1_001],
    ['BOTANU_*, before OTEL_* and the file', { ...all, options: {} }, 'botanu', 1_002],
    ['OTEL_*, before the file', { ...bySource.otel, ...bySource.yaml }, 'otel', 1_003],
    ['the file, before the default', bySource.yaml, 'yaml', 1_004],
  ])('%s', (_, sources, text, maxQueueSize) => {
    expect(configOf(sources)).toMatchObject({ serviceName: text, environment: text, maxQueueSize });
  });

  it('is the default where nobody says anything', () => {
    expect({ ...configOf({}) }).toEqual({
      serviceName: 'unknown_service:node',
      serviceVersion: undefined,
      serviceNamespace: undefined,
      environment: 'production',
      otlpEndpoint: undefined,
      otlpHeaders: {},
      ledger: { directory: join(directory, '.botanu'), maxBytes: undefined, maxFileBytes: undefined },
      autoDetectResources: true,
      maxExportBatchSize: 512,
      maxQueueSize: 65_536,
      scheduleDelayMillis: 5_000,
      exportTimeoutMillis: 30_000,
      maxOperationSeconds: 600,
      propagationMode: 'lean',
      propagateTo: ['internal'],
      trustIncoming: true,
      autoInstrument: true,
      spool: false,
      metrics: true,
      semconv: 'compat',
      redact: undefined,
      diagnostics: 'warn',
    });
  });

  it.each<[string, string, Partial<BotanuConfig>]>([
    ['BOTANU_PROPAGATION_MODE', 'full', { propagationMode: 'full' }],
    ['BOTANU_AUTO_DETECT_RESOURCES', 'false', { autoDetectResources: false }],
    ['BOTANU_MAX_EXPORT_BATCH_SIZE', '7', { maxExportBatchSize: 7 }],
    ['BOTANU_EXPORT_TIMEOUT_MILLIS', '8', { exportTimeoutMillis: 8 }],
    ['BOTANU_LEDGER', 'off', { ledger: false }],
    ['BOTANU_PROPAGATE_TO', 'internal, *.example.com', { propagateTo: ['internal', '*.example.com'] }],
    ['BOTANU_TRUST_INCOMING', 'no', { trustIncoming: false }],
    ['BOTANU_AUTO_INSTRUMENT', 'off', { autoInstrument: false }],
    ['BOTANU_AUTO_INSTRUMENT', 'http,pg', { autoInstrument: ['http', 'pg'] }],
    ['BOTANU_LEDGER', 'false', { ledger: false }],
    ['OTEL_RESOURCE_ATTRIBUTES', 'service.name=shop%20front', { serviceName: 'shop front' }],
    [
      'OTEL_RESOURCE_ATTRIBUTES',
      'service.version=1.2,service.namespace=s',
      { serviceVersion: '1.2', serviceNamespace: 's' },
    ],
    ['OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=staging', { environment: 'staging' }],
    ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '9', { maxExportBatchSize: 9 }],
    ['OTEL_BSP_SCHEDULE_DELAY', '10', { scheduleDelayMillis: 10 }],
    ['OTEL_BSP_EXPORT_TIMEOUT', '11', { exportTimeoutMillis: 11 }],
    ['OTEL_METRICS_EXPORTER', 'none', { metrics: false }],
    ['OTEL_SEMCONV_STABILITY_OPT_IN', 'http,gen_ai_latest_experimental', { semconv: 'latest' }],
    ['OTEL_LOG_LEVEL', 'ALL', { diagnostics: 'debug' }],
  ])('%s=%s', (name, value, expected) => {
    expect(configOf({ env: { [name]: value } })).toMatchObject(expected);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(configOf({ env: { BOTANU_SERVICE_NAME: ' ', OTEL_SERVICE_NAME: 'otel' } }).serviceName).toBe(
      'otel',
    );
  });

  it('keeps a batch within the queue', () => {
    expect(configOf({ options: { maxQueueSize: 100 } }).maxExportBatchSize).toBe(100);
  });
});

describe('where spans go', () => {
  it.each<[string, Sources, string | undefined]>([
    ['an option', { options: { otlpEndpoint: 'http://c:4318' } }, 'http://c:4318/v1/traces'],
    ['a path below the base', { options: { otlpEndpoint: 'https://c/otlp/' } }, 'https://c/otlp/v1/traces'],
    ['a whole address', { options: { otlpEndpoint: 'http://c/v1/traces' } }, 'http://c/v1/traces'],
    ['BOTANU_COLLECTOR_ENDPOINT', { env: { BOTANU_COLLECTOR_ENDPOINT: 'http://b' } }, 'http://b/v1/traces'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o' } },
      'http://o/v1/traces',
    ],
    [
      "the spans' own variable, taken as it is",
      { env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/in', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o' } },
      'http://t/in',
    ],
    ['the file', { yaml: 'otlp_endpoint: http://y' }, 'http://y/v1/traces'],
    [
      'OTEL_TRACES_EXPORTER=otlp',
      { env: { OTEL_TRACES_EXPORTER: 'otlp' } },
      'http://localhost:4318/v1/traces',
    ],
    [
      'OTEL_TRACES_EXPORTER=none, over what is weaker',
      {
        env: { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o' },
        yaml: 'ledger: true',
      },
      undefined,
    ],
    [
      'OTEL_TRACES_EXPORTER=none, under what is stronger',
      { env: { OTEL_TRACES_EXPORTER: 'none', BOTANU_COLLECTOR_ENDPOINT: 'http://b' } },
      'http://b/v1/traces',
    ],
  ])('%s', (_, sources, otlpEndpoint) => {
    expect(configOf(sources)).toMatchObject({ otlpEndpoint, ledger: false });
  });

  it('to both, if both are configured', () => {
    const config = configOf({
      options: { otlpEndpoint: 'http://c', ledger: { directory: 'spans', maxBytes: 1e9 } },
    });
    expect(config.otlpEndpoint).toBe('http://c/v1/traces');
    expect(config.ledger).toMatchObject({ directory: join(directory, 'spans'), maxBytes: 1e9 });
  });

  it.each<[string, Sources]>([
    ['a variable', { env: { BOTANU_LEDGER: 'here' } }],
    ['text in the file', { yaml: 'ledger: here' }],
    ['a mapping in the file', { yaml: 'ledger:\n  directory: here\n  max_bytes: ${SIZE}' }],
  ])('to a ledger named by %s', (_, sources) => {
    expect(configOf(sources).ledger).toMatchObject({ directory: join(directory, 'here') });
  });

  it('with the headers of spans over the general ones', () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=3%20x',
    };
    expect({ ...configOf({ env }).otlpHeaders }).toEqual({ a: '1', b: '3 x' });
  });
});

describe('the configuration file', () => {
  it('fills in variables, defaults and escapes', () => {
    const yaml = [
      'service_name: ${NAME}',
      'serviceVersion: ${VERSION:-1.0}',
      'environment: pre-${STAGE:-dev}-$${STAGE}',
      'max_queue_size: ${SIZE}',
      'serviceNamespace: ${NOT_SET}',
    ].join('\n');
    expect(configOf({ yaml, env: { NAME: 'a: b\nc: d', SIZE: '77' } })).toMatchObject({
      serviceName: 'a: b\nc: d',
      serviceVersion: '1.0',
      environment: 'pre-dev-${STAGE}',
      maxQueueSize: 77,
      serviceNamespace: undefined,
    });
  });

  it('is the one that BOTANU_CONFIG_FILE names', () => {
    writeFileSync(join(directory, 'other.yml'), 'serviceName: other');
    const sources = { yaml: 'serviceName: here', env: { BOTANU_CONFIG_FILE: 'other.yml' } };
    expect(configOf(sources).serviceName).toBe('other');
  });

  it('may be empty', () => {
    expect(configOf({ yaml: '# nothing yet\n' }).serviceName).toBe('unknown_service:node');
  });

  it.each<[string, Sources, RegExp]>([
    [
      'an unknown key',
      { yaml: 'servce_name: x' },
      /botanu\.yaml: there is no option 'servce_name'\. Did you mean 'serviceName'\?/,
    ],
    [
      'an unknown key below',
      { yaml: 'ledger: { max_byte: 1 }' },
      /botanu\.yaml, ledger: .*'max_byte'.*'maxBytes'/,
    ],
    ['a list', { yaml: '- serviceName' }, /botanu\.yaml must hold options by name/],
    ['no YAML', { yaml: 'api_key: "SECRET' }, /^botanu\.yaml is not valid YAML: (?!.*SECRET).* at line 1/s],
    [
      'a file that is not there',
      { env: { BOTANU_CONFIG_FILE: 'no.yaml' } },
      /no\.yaml.*\(ENOENT\).*BOTANU_CONFIG_FILE/,
    ],
  ])('says what is wrong: %s', (_, sources, message) => {
    expect(errorOf(sources).message).toMatch(message);
  });
});

describe('a value that cannot be used', () => {
  it.each<[string, Sources, string]>([
    [
      'an option',
      { options: { maxQueueSize: 0 } },
      'initBotanu: maxQueueSize must be a whole number from 1 up, got 0 from the options. Write for example 65536.',
    ],
    [
      'a variable',
      { env: { BOTANU_MAX_QUEUE_SIZE: 'many' } },
      "initBotanu: maxQueueSize must be a whole number from 1 up, got 'many' from BOTANU_MAX_QUEUE_SIZE. Write for example 65536.",
    ],
    [
      'the file',
      { yaml: 'propagation_mode: fat' },
      "initBotanu: propagationMode must be one of 'lean', 'full', got 'fat' from botanu.yaml. Write for example 'lean'.",
    ],
    [
      'an address without its scheme',
      { env: { BOTANU_COLLECTOR_ENDPOINT: 'user:SECRET@localhost:4318?key=SECRET' } },
      "initBotanu: otlpEndpoint must be an http or https address, got '[redacted]@localhost:4318?[redacted]' from BOTANU_COLLECTOR_ENDPOINT. Write for example 'http://localhost:4318'.",
    ],
    [
      'a field of the ledger',
      { yaml: 'ledger: { directory: here, max_bytes: 5MB }' },
      "initBotanu: ledger.maxBytes must be a whole number from 1 up, got '5MB' from botanu.yaml. Write for example 1073741824.",
    ],
    [
      'a header',
      { yaml: 'otlp_headers: { x-team: shop, x-api-key: 12345 }' },
      "initBotanu: otlpHeaders must be header names with text values, got no text for 'x-api-key' from botanu.yaml. Write for example { 'x-api-key': '...' }, or x-api-key=... in a variable.",
    ],
  ])('in %s is named with the mend', (_, sources, message) => {
    expect(errorOf(sources).message).toBe(message);
  });

  it.each<[string, object]>([
    ['text for a number', { maxQueueSize: '5' }],
    ['a fraction', { exportTimeoutMillis: 1.5 }],
    ['text for a flag', { metrics: 'yes' }],
    ['an empty name', { serviceName: '' }],
    ['an unknown choice', { semconv: 'newest' }],
    ['a header that is no text', { otlpHeaders: { a: 1 } }],
    ['no function', { redact: 'everything' }],
    ['a negative size', { ledger: { maxBytes: -1 } }],
    ['a size that is no number', { spool: { maxBytes: '1 GB' } }],
    ['hosts that are no list', { propagateTo: 'example.com' }],
    ['a host that is an address of a page', { propagateTo: ['internal', 'https://example.com/'] }],
    ['a host that is empty', { propagateTo: [''] }],
    ['a policy that is none', { trustIncoming: 'sometimes' }],
    ['an instrumentation that is no name', { autoInstrument: [1] }],
    ['an unknown diagnostics level', { diagnostics: 'loud' }],
  ])('is refused: %s', (_, options) => {
    expect(errorOf({ options: options }).message).toContain(Object.keys(options)[0]);
  });

  it('is refused with the pattern that is no host, not with the list', () => {
    const expected =
      "propagateTo must be a list of host names and address ranges, without ports and paths, got '10.0.0.0/33' from";
    expect(errorOf({ options: { propagateTo: ['internal', '10.0.0.0/33'] } }).message).toContain(expected);
    expect(errorOf({ env: { BOTANU_PROPAGATE_TO: 'internal, 10.0.0.0/33' } }).message).toContain(expected);
  });

  it.each([
    [{ servicename: 'x' }, /initBotanu: there is no option 'servicename'\. Did you mean 'serviceName'\?/],
    [{ ledger: { dir: 'x' } }, /initBotanu, ledger: there is no option 'dir'/],
  ])('is refused by its name: %j', (options, message) => {
    expect(errorOf({ options: options as BotanuOptions }).message).toMatch(message);
  });

  it("in OpenTelemetry's own variables is a warning, and the next source is asked", () => {
    const { config, warnings } = resolved({
      env: {
        OTEL_BSP_MAX_QUEUE_SIZE: '-1',
        OTEL_TRACES_EXPORTER: 'zipkin',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      },
      yaml: 'maxQueueSize: 5',
    });
    expect(config.maxQueueSize).toBe(5);
    expect(config.ledger).not.toBe(false);
    expect(warnings).toEqual([
      expect.stringMatching(/'zipkin'/),
      expect.stringMatching(/http\/protobuf, not as 'grpc'/),
      expect.stringMatching(/OTEL_BSP_MAX_QUEUE_SIZE.*left out/),
    ]);
  });
});

describe('a secret', () => {
  const config = (): BotanuConfig =>
    configOf({
      options: {
        otlpEndpoint: 'https://user:SECRET@c:1/?key=SECRET',
        otlpHeaders: { 'x-api-key': 'SECRET' },
      },
    });

  it.each<[string, (config: BotanuConfig) => string]>([
    ['inspect', (it) => inspect(it)],
    ['inspect of a copy', (it) => inspect({ ...it, otlpEndpoint: '' })],
    ['inspect of its parent', (it) => inspect({ config: it }, { depth: 9 })],
    ['JSON', (it) => JSON.stringify({ it })],
    ['JSON of the headers', (it) => JSON.stringify(it.otlpHeaders)],
    ['text', (it) => [it, it.otlpHeaders].map(String).join()],
  ])('is not printed by %s', (_, print) => {
    expect(print(config())).not.toContain('SECRET');
    expect(print(config())).not.toContain(Buffer.from('user:SECRET').toString('base64'));
  });

  it('in an address becomes a header', () => {
    expect(config().otlpEndpoint).toBe('https://c:1/v1/traces?key=SECRET');
    expect(config().otlpHeaders.authorization).toBe(`Basic ${Buffer.from('user:SECRET').toString('base64')}`);
  });

  it('in malformed headers is not in the message', () => {
    const yaml = 'otlp_headers: "SECRET without a name"';
    expect(errorOf({ yaml }).message).toMatch(/^initBotanu: otlpHeaders (?!.*SECRET)/);
  });
});

it('is frozen', () => {
  const config = configOf({ options: { ledger: {}, otlpHeaders: { a: '1' } } });
  expect([config, config.otlpHeaders, config.ledger].every((each) => Object.isFrozen(each))).toBe(true);
});
