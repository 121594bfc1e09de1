import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

// The whole package is bundled, which a busy machine takes its time for.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../..');

const VALUES = [
  'BotanuError',
  'BotanuOutcome',
  'BotanuPropagator',
  'BotanuSampler',
  'BotanuSpanProcessor',
  'BotanuUseCase',
  'DBOperation',
  'DBTracker',
  'InjectTracker',
  'LLMTracker',
  'MessagingOperation',
  'MessagingTracker',
  'ModelOperation',
  'OutcomeStatus',
  'RunContext',
  'RunTracker',
  'SpanTracker',
  'StorageOperation',
  'StorageTracker',
  'ToolTracker',
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
  'withBotanu',
  'withRunContext',
];

const TYPES = [
  'AnyFunction',
  'BotanuConfig',
  'BotanuDecorator',
  'BotanuErrorCode',
  'BotanuHandle',
  'BotanuMetadata',
  'BotanuOptions',
  'BotanuOutcomeOptions',
  'BotanuParts',
  'BotanuPropagatorOptions',
  'BotanuSpanProcessorOptions',
  'BotanuUseCaseOptions',
  'BusinessContext',
  'Carrier',
  'DataMetrics',
  'DbOptions',
  'DbResult',
  'Diagnostics',
  'ExportResult',
  'FlushResult',
  'LedgerConfig',
  'LedgerOptions',
  'LlmAttributes',
  'LlmCallOptions',
  'LlmOptions',
  'MessagingOptions',
  'MessagingResult',
  'NodeSdkConfiguration',
  'OutcomeOptions',
  'OutcomeStatusInput',
  'OutcomeTarget',
  'PropagationMode',
  'ReadableSpan',
  'RecordOutcomeOptions',
  'Redact',
  'RequestIds',
  'RequestParams',
  'ResponseUsage',
  'RunContextOptions',
  'RunDetails',
  'RunUseCaseOptions',
  'Sampler',
  'SamplingResult',
  'SemconvVersion',
  'SpanExporter',
  'SpoolConfig',
  'SpoolOptions',
  'StorageOptions',
  'StorageResult',
  'TokenCounts',
  'TokenUsage',
  'ToolCallOptions',
  'ToolOptions',
  'ToolResult',
  'TrackDbOptions',
  'TrackLlmOptions',
  'TrackMessagingOptions',
  'TrackStorageOptions',
  'TrackToolOptions',
  'TrackerKind',
  'TrackerOf',
  'TrackerParameterDecorator',
  'TrustIncoming',
  'UsageSource',
  'UseCaseOptions',
  'WarehouseMetrics',
  'WithBotanu',
  'WithBotanuOptions',
];

describe('the public face', () => {
  const { values, types } = namesIn(join(ROOT, 'src/index.ts'));

  it('names these values', () => expect(values).toEqual(VALUES));

  it('names these types', () => expect(types).toEqual(TYPES));
});

describe('the built package', () => {
  let dist: string;
  beforeAll(() => {
    dist = mkdtempSync(join(ROOT, 'node_modules/.botanu-'));
    // Its declarations, which take most of the time, are looked at by `npm run check:package`.
    execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), dist, '--code-only']);
  });
  afterAll(() => rmSync(dist, { recursive: true }));

  /** What a program prints that finds the built package beside it. */
  const printed = (code: string, kind: 'commonjs' | 'module'): unknown => {
    const args = [`--input-type=${kind}`, '--eval', code];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: dist, encoding: 'utf8' }));
  };

  const names = `Object.keys(botanu).filter((name) => name !== 'default' && name !== 'module.exports').sort()`;

  it('has the same names, whether it is imported or required', () => {
    const required = `const botanu = require('./index.js'); console.log(JSON.stringify(${names}))`;
    const imported = `import * as botanu from './index.mjs'; console.log(JSON.stringify(${names}))`;
    expect(printed(required, 'commonjs')).toEqual(VALUES);
    expect(printed(imported, 'module')).toEqual(VALUES);
  });

  it('is one copy, whichever way it is loaded', () => {
    const both = `
      import { createRequire } from 'node:module';
      import { join } from 'node:path';
      import * as imported from './index.mjs';
      const required = createRequire(join(process.cwd(), 'app.js'))('./index.js');
      console.log(Object.keys(required).every((name) => required[name] === imported[name]));`;
    expect(printed(both, 'module')).toBe(true);
  });

  it('throws its own BotanuError, also where it is delivery that throws', () => {
    const thrown = `
      const { BotanuError, initBotanu } = require('./index.js');
      try { initBotanu({ no: 'such option' }); } catch (error) { console.log(error instanceof BotanuError); }`;
    expect(printed(thrown, 'commonjs')).toBe(true);
  });

  it('loads @opentelemetry/api and reflect-metadata, and nothing else', () => {
    const loaded = `
      require('./index.js');
      const names = Object.keys(require.cache).map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)[1]);
      console.log(JSON.stringify([...new Set(names)].filter((name) => !name.startsWith('.')).sort()));`;
    expect(printed(loaded, 'commonjs')).toEqual(['@opentelemetry/api', 'reflect-metadata']);
  });
});

/** What a file of export lists names. */
function namesIn(file: string): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  for (const statement of statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) throw new Error(`not a list: ${file}`);
    if (!ts.isNamedExports(statement.exportClause)) throw new Error(`names nothing: ${file}`);
    const names = statement.exportClause.elements.map(({ name }) => name.text);
    (statement.isTypeOnly ? types : values).push(...names);
  }
  return { values: values.sort(), types: types.sort() };
}
