import {
  BotanuOutcome,
  BotanuUseCase,
  TrackDb,
  TrackLlm,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

describe('an option of the wrong type', () => {
  const symbol = Symbol('symbol');
  const WRONG = [5, true, symbol, {}, [], 5n, null] as never[];

  it.each(WRONG)('never reaches the caller: %p', async (wrong) => {
    class Wrong {
      @BotanuUseCase('Customer Support', {
        workflow: wrong,
        tenantId: wrong,
        eventId: wrong,
        environment: wrong,
        deadlineSeconds: wrong,
        attributes: wrong,
        spanKind: wrong,
        carrier: wrong,
      })
      run(): string {
        return this.llm();
      }
      @TrackLlm({
        provider: wrong,
        model: wrong,
        operation: wrong,
        clientRequestId: wrong,
        attributes: wrong,
      })
      llm(): string {
        return this.tool();
      }
      @TrackTool({ name: wrong, toolCallId: wrong, type: wrong, provider: wrong, attributes: wrong })
      tool(): string {
        return this.db();
      }
      @TrackDb({
        system: wrong,
        operation: wrong,
        database: wrong,
        table: wrong,
        schema: wrong,
        attributes: wrong,
      })
      db(): string {
        return this.storage();
      }
      @TrackStorage({ system: wrong, operation: wrong, bucket: wrong, attributes: wrong })
      storage(): string {
        return this.messaging();
      }
      @TrackMessaging({
        system: wrong,
        operation: wrong,
        destination: wrong,
        carrier: wrong,
        attributes: wrong,
      })
      @BotanuOutcome({ valueType: wrong, valueAmount: wrong, confidence: wrong, reason: wrong })
      messaging(): string {
        return 'sent';
      }
    }
    expect(new Wrong().run()).toBe('sent');
    expect(telemetry.spans()).toHaveLength(6);
  });
});
