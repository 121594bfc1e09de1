import { type AttributeValue, trace } from '@opentelemetry/api';
import {
  emitOutcome,
  recordOutcome,
  runUseCase,
  setBaggage,
  setBusinessContext,
  setTokenUsage,
  trackDbOperation,
  trackLlmCall,
  trackMessagingOperation,
  trackStorageOperation,
  trackToolCall,
} from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  await telemetry.stop();
  restoreSettings();
});

const SECRET = 's3cr3t';

/** A run that writes everything that the SDK can write, with a secret wherever there is room for one. */
async function writeEverything(): Promise<void> {
  const attributes = { 'app.note': SECRET };
  await runUseCase(
    { useCase: 'u', workflow: SECRET, customerId: SECRET, tenantId: SECRET, eventId: SECRET, attributes },
    async (run) => {
      setBusinessContext({ team: SECRET, region: SECRET });
      setBaggage('botanu.shard', SECRET);
      trace.getTracer('other').startSpan('theirs').end();
      trackLlmCall({ provider: SECRET, model: SECRET, clientRequestId: SECRET, attributes }, (llm) => {
        llm.setRequestId(SECRET).setResponseModel(SECRET).setFinishReason(SECRET).addMetadata({ a: SECRET });
        llm.setRequestParams({ stopSequences: [SECRET] }).setTokens({ inputTokens: 1 });
        setTokenUsage({ outputTokens: 1 });
      });
      trackToolCall({ name: SECRET, type: SECRET, attributes }, () => 1);
      trackDbOperation({ system: SECRET, database: SECRET, table: SECRET, schema: SECRET }, () => 1);
      trackStorageOperation({ system: 's3', bucket: SECRET }, (storage) => void storage.setRequestId(SECRET));
      trackMessagingOperation({ system: SECRET, destination: SECRET }, () => 1);
      emitOutcome('failed', {
        valueType: SECRET,
        reason: SECRET,
        errorType: SECRET,
        metadata: { a: SECRET },
      });
      recordOutcome({ eventId: SECRET }, 'failed', { reason: SECRET, key: SECRET });
      await expect(
        trackToolCall({ name: 'throws' }, async () => {
          throw Object.assign(new Error(`no customer ${SECRET}`), { code: SECRET });
        }),
      ).rejects.toThrow(SECRET);
      run.setError(new Error(`run of ${SECRET}`));
    },
  );
}

/** All that stands on the spans, but for their names. */
const written = (): string =>
  JSON.stringify(
    telemetry.spans().map(({ attributes, events, status }) => ({
      attributes,
      events: events.map((event) => event.attributes),
      status,
    })),
  );

const withoutSecret = (value: AttributeValue): AttributeValue =>
  typeof value === 'string'
    ? value.replaceAll(SECRET, '***')
    : Array.isArray(value)
      ? (value as string[]).map((text) => text.replaceAll(SECRET, '***'))
      : value;

describe('redact', () => {
  it('is given every attribute before it is written: at starts, on stamps, in events and errors', async () => {
    changeSettings({ redact: (_key, value) => withoutSecret(value) });
    await writeEverything();
    expect(telemetry.spans().length).toBeGreaterThan(8);
    expect(written()).not.toContain(SECRET);
    expect(written().split('***').length).toBeGreaterThan(40);
  });

  it('finds a secret wherever it was written, where it is not there', async () => {
    await writeEverything();
    expect(written().split(SECRET).length).toBeGreaterThan(40);
  });

  it('is told every key, and leaves out what it gives undefined for', async () => {
    const keys = new Set<string>();
    changeSettings({
      redact(key) {
        keys.add(key);
        return undefined;
      },
    });
    await writeEverything();
    for (const span of telemetry.spans()) {
      expect(span.attributes).toEqual({});
      for (const event of span.events) expect(event.attributes).toEqual({});
    }
    expect([...keys]).toEqual(
      expect.arrayContaining([
        'botanu.run_id',
        'botanu.team',
        'botanu.shard',
        'gen_ai.request.model',
        'db.collection.name',
        'messaging.destination.name',
        'aws.s3.bucket',
        'botanu.outcome.reason',
        'botanu.outcome.key',
        'exception.message',
        'exception.stacktrace',
        'error.type',
        'use_case',
        'app.note',
      ]),
    );
  });

  it('tells an error by its redacted message, in the event, the status and the stack', async () => {
    changeSettings({ redact: (key, value) => (key === 'exception.message' ? `<${String(value)}>` : value) });
    const failing = trackToolCall({ name: 't' }, () => Promise.reject(new Error('secret')));
    await expect(failing).rejects.toThrow('secret');
    const { events, status } = telemetry.span('execute_tool t');
    expect(events[0]!.attributes).toMatchObject({ 'exception.message': '<secret>' });
    expect(events[0]!.attributes!['exception.stacktrace']).toMatch(/^Error: <secret>\n/);
    expect(status.message).toBe('<secret>');
  });

  it('that throws keeps the value out, says so once, and harms nobody', async () => {
    changeSettings({
      redact(key, value) {
        if (String(value).includes(SECRET)) throw new Error(`cannot redact ${key}`);
        return value;
      },
    });
    const warnings = await warningsOf(writeEverything);
    expect(written()).not.toContain(SECRET);
    expect(telemetry.span('botanu.run/u').attributes).toMatchObject({ 'botanu.use_case': 'u' });
    expect(warnings.filter((warning) => warning.includes('redact'))).toEqual([
      expect.stringContaining('The redact function threw'),
    ]);
  });

  it('leaves the run that travels as it is', () => {
    changeSettings({ redact: () => undefined });
    runUseCase('u', (run) => {
      expect(run.runId).toMatch(/^[0-9a-f-]{36}$/);
      expect(run.run.toBaggage()).toMatchObject({ 'botanu.run_id': run.runId, 'botanu.use_case': 'u' });
    });
  });
});
