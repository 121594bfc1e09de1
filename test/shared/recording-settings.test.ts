import { defaultRecordingSettings, recordingSettings } from '../../src/shared/recording-settings';

const KEYS = [
  'BOTANU_ENVIRONMENT',
  'OTEL_DEPLOYMENT_ENVIRONMENT',
  'BOTANU_PROPAGATION_MODE',
  'OTEL_SEMCONV_STABILITY_OPT_IN',
];
const { env } = process;
beforeEach(() => {
  process.env = Object.fromEntries(Object.entries(env).filter(([key]) => !KEYS.includes(key)));
});
afterEach(() => {
  process.env = env;
});

it.each<[Record<string, string>, object]>([
  [
    {},
    {
      environment: 'production',
      propagationMode: 'lean',
      semconv: 'compat',
      metrics: true,
      maxOperationSeconds: 600,
      redact: undefined,
    },
  ],
  [{ OTEL_DEPLOYMENT_ENVIRONMENT: 'test' }, { environment: 'test' }],
  [{ OTEL_DEPLOYMENT_ENVIRONMENT: 'test', BOTANU_ENVIRONMENT: 'staging' }, { environment: 'staging' }],
  [{ BOTANU_ENVIRONMENT: '' }, { environment: 'production' }],
  [{ BOTANU_PROPAGATION_MODE: 'full' }, { propagationMode: 'full' }],
  [{ BOTANU_PROPAGATION_MODE: 'everything' }, { propagationMode: 'lean' }],
  [{ OTEL_SEMCONV_STABILITY_OPT_IN: 'gen_ai_latest_experimental' }, { semconv: 'latest' }],
  [{ OTEL_SEMCONV_STABILITY_OPT_IN: 'http, gen_ai_latest_experimental' }, { semconv: 'latest' }],
  [{ OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup' }, { semconv: 'compat' }],
])('with %p the settings are %p', (given, expected) => {
  Object.assign(process.env, given);
  expect(defaultRecordingSettings()).toMatchObject(expected);
});

it('are one for the whole process, whichever copy asks', () => {
  expect((globalThis as unknown as Record<symbol, unknown>)[Symbol.for('botanu.settings')]).toBe(
    recordingSettings,
  );
});
