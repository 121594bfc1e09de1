import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  currentTracker,
  DBTracker,
  LLMTracker,
  MessagingTracker,
  RunTracker,
  runUseCase,
  startDbOperation,
  StorageTracker,
  ToolTracker,
  TrackDb,
  trackDbOperation,
  trackLlmCall,
  trackMessagingOperation,
  trackStorageOperation,
  trackToolCall,
  tryCurrentTracker,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const KINDS = ['llm', 'tool', 'db', 'storage', 'messaging', 'run'] as const;

describe('the current tracker', () => {
  it('is the innermost, and the innermost of each kind', () => {
    runUseCase('u', (run) =>
      trackLlmCall({}, (llm) =>
        trackToolCall({ name: 't' }, (tool) =>
          trackDbOperation({}, (db) =>
            trackStorageOperation({}, (storage) =>
              trackMessagingOperation({}, (messaging) => {
                const all = { llm, tool, db, storage, messaging, run };
                expect(currentTracker()).toBe(messaging);
                expect(tryCurrentTracker()).toBe(messaging);
                for (const kind of KINDS) {
                  expect(currentTracker(kind)).toBe(all[kind]);
                  expect(tryCurrentTracker(kind)).toBe(all[kind]);
                }
              }),
            ),
          ),
        ),
      ),
    );
  });

  it('is of the class of its kind', () => {
    const classes = { LLMTracker, ToolTracker, DBTracker, StorageTracker, MessagingTracker, RunTracker };
    const made = [
      trackLlmCall({}, (tracker) => tracker),
      trackToolCall({ name: 't' }, (tracker) => tracker),
      trackDbOperation({}, (tracker) => tracker),
      trackStorageOperation({}, (tracker) => tracker),
      trackMessagingOperation({}, (tracker) => tracker),
      runUseCase('u', (tracker) => tracker),
    ];
    Object.values(classes).forEach((theClass, i) => expect(made[i]).toBeInstanceOf(theClass));
  });

  it('is the inner one of two of a kind, and the outer one after that', async () => {
    await trackToolCall({ name: 'outer' }, async (outer) => {
      await trackToolCall({ name: 'inner' }, async (inner) => {
        await Promise.resolve();
        expect(currentTracker('tool')).toBe(inner);
      });
      expect(currentTracker('tool')).toBe(outer);
    });
    expect(tryCurrentTracker('tool')).toBeUndefined();
  });

  it('is not one that was started by hand', () => {
    using tracker = startDbOperation({});
    expect(tryCurrentTracker()).toBeUndefined();
    expect(tracker).toBeInstanceOf(DBTracker);
  });

  it("is a method's own as a parameter's default value", () => {
    class Tickets {
      @TrackDb({ system: 'pg', operation: 'select' })
      find(id: string, tracker = currentTracker('db')): string {
        tracker.setResult({ rowsReturned: 1 });
        return id;
      }
    }
    expect(new Tickets().find('t-1')).toBe('t-1');
    expect(telemetry.span('SELECT').attributes['botanu.data.rows_returned']).toBe(1);
  });

  it('is none outside of the context of the operation', () => {
    trackToolCall({ name: 't' }, () =>
      context.with(ROOT_CONTEXT, () => expect(tryCurrentTracker()).toBeUndefined()),
    );
  });
});

describe('where nothing is tracked', () => {
  it('tryCurrentTracker gives undefined', () => {
    expect(tryCurrentTracker()).toBeUndefined();
    for (const kind of KINDS) expect(tryCurrentTracker(kind)).toBeUndefined();
  });

  it('every method of every tracker can be called and chained', () => {
    expect(
      currentTracker('llm')
        .setTokens({ inputTokens: 1 })
        .setRequestId('r')
        .setError(new Error('x'))
        .addMetadata({ a: 1 })
        .emitOutcome('success')
        .setBusinessContext({ team: 't' })
        .setResponseModel('m')
        .setFinishReason('stop')
        .setStreaming()
        .setCacheHit()
        .setAttempt(2)
        .setRequestParams({ temperature: 1 })
        .recordResponse({}),
    ).toBe(currentTracker('llm'));
    expect(currentTracker('tool').setResult({ success: true }).setToolCallId('c')).toBe(
      currentTracker('tool'),
    );
    expect(
      currentTracker('db')
        .setResult({ rowsReturned: 1 })
        .setTable('t', 's')
        .setQueryId('q')
        .setBytesScanned(1),
    ).toBe(currentTracker('db'));
    expect(currentTracker('storage').setResult({ objectsCount: 1 }).setBucket('b')).toBe(
      currentTracker('storage'),
    );
    const headers = {};
    expect(currentTracker('messaging').inject(headers)).toBe(headers);
    expect(currentTracker('messaging').setResult({ messageCount: 1 }).link(headers)).toBe(
      currentTracker('messaging'),
    );
    expect(currentTracker('run').requestCancellation('r')).toBe(currentTracker('run'));
    expect(telemetry.spans()).toEqual([]);
  });

  it('has every public method and property of the real ones', () => {
    const noop = currentTracker() as unknown as Record<PropertyKey, unknown>;
    for (const { prototype } of [
      LLMTracker,
      ToolTracker,
      DBTracker,
      StorageTracker,
      MessagingTracker,
      RunTracker,
    ]) {
      for (
        let type: object = prototype;
        type !== Object.prototype;
        type = Object.getPrototypeOf(type) as object
      ) {
        for (const name of Reflect.ownKeys(type)) expect(noop).toHaveProperty([name]);
      }
    }
  });

  it('gives a span, a run and a signal that do nothing', () => {
    const run = currentTracker('run');
    expect(run.span.isRecording()).toBe(false);
    expect(run.runId).toBeUndefined();
    expect(run.signal.aborted).toBe(false);
    expect(run.run.runId).toBe('00000000-0000-0000-0000-000000000000');
    expect(run.run.remainingTimeSeconds()).toBeUndefined();
    run.run.requestCancellation();
    expect(currentTracker('run').run.isCancelled()).toBe(false);
    expect(() => {
      using _ = currentTracker();
      currentTracker().end();
    }).not.toThrow();
  });

  it('cannot be changed for others', () => {
    expect(Object.isFrozen(currentTracker())).toBe(true);
  });
});
