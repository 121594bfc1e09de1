import { trace } from '@opentelemetry/api';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BotanuUseCase,
  currentTracker,
  emitOutcome,
  getRunId,
  setBusinessContext,
  TrackDb,
  TrackLlm,
  trackToolCall,
} from 'botanu';
import { openRuns } from '../../src/run/open-runs';
import { startTelemetry, type Telemetry } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(() => telemetry.stop());

const pause = (): Promise<void> => (Math.random() < 0.3 ? Promise.resolve() : sleep(Math.random() * 10));

/** One shared instance, as a service is. */
class Agent {
  @BotanuUseCase('Support', { eventId: (ticket: number) => `ticket-${ticket}` })
  async handle(ticket: number): Promise<string | undefined> {
    const runId = getRunId();
    await pause();
    setBusinessContext({ customerId: `customer-${ticket}` });
    const [found] = await Promise.all([this.find(ticket), this.complete(ticket)]);
    await trackToolCall({ name: 'refund' }, async (tool) => {
      await pause();
      tool.setResult({ itemsReturned: ticket });
      trace.getTracer('other').startSpan('other').end();
      await pause();
    });
    if (getRunId() !== runId || currentTracker('run').runId !== runId || found !== ticket)
      throw new Error('mixed');
    if (ticket % 5 === 0) throw new RangeError(`ticket ${ticket}`);
    if (ticket % 3 === 0) emitOutcome('partial', { valueAmount: ticket });
    return runId;
  }

  @TrackDb({ system: 'pg', operation: 'select', table: 'tickets' })
  async find(ticket: number): Promise<number> {
    await pause();
    currentTracker('db').setResult({ rowsReturned: ticket });
    return ticket;
  }

  @TrackLlm({ provider: 'openai', model: 'gpt-4o' })
  async complete(ticket: number): Promise<void> {
    await pause();
    await this.find(ticket);
    currentTracker('llm').setTokens({ inputTokens: ticket });
  }
}

it('keeps 1,000 interleaved runs apart', async () => {
  const agent = new Agent();
  const count = 1_000;
  const tickets = Array.from({ length: count }, (_, i) => i);
  const results = await Promise.allSettled(tickets.map((ticket) => agent.handle(ticket)));

  expect(openRuns.size).toBe(0);
  const spans = telemetry.spans();
  expect(spans).toHaveLength(count * 6);

  const runs = new Map(
    spans
      .filter(({ name }) => name === 'botanu.run/Support')
      .map(({ attributes }) => [attributes['botanu.event_id'], attributes]),
  );
  expect(runs.size).toBe(count);
  expect(new Set([...runs.values()].map((run) => run['botanu.run_id'])).size).toBe(count);

  for (const ticket of tickets) {
    const run = runs.get(`ticket-${ticket}`)!;
    const runId = run['botanu.run_id'];
    const result = results[ticket]!;
    const outcome = ticket % 5 === 0 ? 'failed' : ticket % 3 === 0 ? 'partial' : 'success';
    if (result.status === 'fulfilled') expect(result.value).toBe(runId);
    else expect(result.reason).toEqual(new RangeError(`ticket ${ticket}`));
    expect(run).toMatchObject({
      'botanu.outcome': outcome,
      'botanu.customer_id': `customer-${ticket}`,
      'botanu.root_run_id': runId,
    });
    expect(run['botanu.outcome.value_amount']).toBe(outcome === 'partial' ? ticket : undefined);
    expect(run).not.toHaveProperty(['botanu.parent_run_id']);
  }

  // What a span recorded is its ticket's, and so are its run and its trace.
  const own: Record<string, string> = {
    'SELECT tickets': 'botanu.data.rows_returned',
    'chat gpt-4o': 'gen_ai.usage.input_tokens',
    'execute_tool refund': 'botanu.tool.items_returned',
  };
  const traces = new Map(spans.map((span) => [span.spanContext().spanId, span.spanContext().traceId]));
  const wrong = spans.filter((span) => {
    const { name, attributes, parentSpanContext } = span;
    const ticket = own[name] && attributes[own[name]];
    const run = ticket === undefined ? undefined : runs.get(`ticket-${String(ticket)}`);
    const parent = parentSpanContext?.spanId;
    return (
      (run !== undefined && run['botanu.run_id'] !== attributes['botanu.run_id']) ||
      (parent !== undefined && traces.get(parent) !== span.spanContext().traceId) ||
      typeof attributes['botanu.run_id'] !== 'string'
    );
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);

  const spansOfRun = new Map<unknown, number>();
  for (const { attributes } of spans) {
    const id = attributes['botanu.run_id'];
    spansOfRun.set(id, (spansOfRun.get(id) ?? 0) + 1);
  }
  expect(new Set(spansOfRun.values())).toEqual(new Set([6]));
});
