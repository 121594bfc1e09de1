import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  context,
  type Context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { answer, type Chunk, REQUEST, RUN, runSteps, streamedAnswer, type Subject } from './workload';

/** With `@opentelemetry/api` alone, as a careful engineer writes it: the spans, attributes and events that botanu writes. */
export class HandWritten implements Subject {
  constructor(private readonly tracer: Tracer) {}

  run(): Promise<void> {
    const runId = randomUUID();
    const startedMs = performance.now();
    const names = { run_id: runId, use_case: RUN.useCase, workflow: WORKFLOW };
    const baggage = propagation.createBaggage({
      'botanu.run_id': { value: runId },
      'botanu.use_case': { value: RUN.useCase },
      'botanu.workflow': { value: WORKFLOW },
    });
    const attributes = {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': RUN.useCase,
      'botanu.root_run_id': runId,
      'botanu.attempt': 1,
      'botanu.environment': 'production',
      'botanu.run.start_time': new Date().toISOString(),
      'botanu.workflow.version': 'v:1d225445f16a',
      'botanu.customer_id': RUN.customerId,
      'botanu.event_id': RUN.eventId,
    };
    return this.tracer.startActiveSpan(
      `botanu.run/${RUN.useCase}`,
      { kind: SpanKind.SERVER, attributes },
      propagation.setBaggage(context.active(), baggage),
      async (span) => {
        span.addEvent('botanu.run.started', names);
        let status = 'success';
        try {
          await runSteps(this.steps);
        } catch (error) {
          status = 'failed';
          recordError(span, error);
          throw error;
        } finally {
          const durationMs = performance.now() - startedMs;
          span.setAttributes({
            'botanu.outcome.status': status,
            'botanu.outcome': status,
            'botanu.run.duration_ms': durationMs,
          });
          span.addEvent('botanu.run.completed', { ...names, status, duration_ms: durationMs });
          span.end();
        }
      },
    );
  }

  llmCall(): Promise<unknown> {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': REQUEST.provider,
      'gen_ai.request.model': REQUEST.model,
      'botanu.vendor': REQUEST.provider,
      'gen_ai.request.temperature': REQUEST.temperature,
      'gen_ai.request.max_tokens': REQUEST.maxTokens,
    };
    return this.tracer.startActiveSpan(
      `chat ${REQUEST.model}`,
      { kind: SpanKind.CLIENT, attributes },
      async (span) => {
        try {
          const response = await answer();
          span.setAttributes({
            'botanu.vendor.request_id': response.id,
            'gen_ai.response.model': response.model,
            'gen_ai.response.finish_reasons': [response.finishReason],
            'gen_ai.usage.input_tokens': response.inputTokens,
            'gen_ai.usage.output_tokens': response.outputTokens,
          });
          return response;
        } catch (error) {
          recordError(span, error);
          throw error;
        } finally {
          span.end();
        }
      },
    );
  }

  async streamedCall(): Promise<AsyncIterable<Chunk>> {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': REQUEST.provider,
      'gen_ai.request.model': REQUEST.model,
      'gen_ai.request.stream': true,
      'botanu.vendor': REQUEST.provider,
      'botanu.request.streaming': true,
    };
    const startedMs = performance.now();
    const span = this.tracer.startSpan(`chat ${REQUEST.model}`, { kind: SpanKind.CLIENT, attributes });
    try {
      const stream = await context.with(trace.setSpan(context.active(), span), streamedAnswer);
      return followed(stream, span, startedMs);
    } catch (error) {
      recordError(span, error);
      span.end();
      throw error;
    }
  }

  private readonly steps = {
    llm: () => this.llmCall(),
    db: () =>
      this.timed('SELECT tickets', SpanKind.CLIENT, 'botanu.data.duration_ms', DB, () => ({
        'db.response.returned_rows': 3,
        'botanu.data.rows_returned': 3,
      })),
    tool: () =>
      this.timed('execute_tool lookup', SpanKind.INTERNAL, 'botanu.tool.duration_ms', TOOL, () => ({
        'botanu.tool.items_returned': 2,
        'botanu.tool.success': true,
      })),
    storage: () =>
      this.timed('PUT tickets', SpanKind.CLIENT, 'botanu.storage.duration_ms', STORAGE, () => ({
        'botanu.data.bytes_written': 4096,
      })),
    messaging: () =>
      this.timed('publish replies', SpanKind.PRODUCER, 'botanu.messaging.duration_ms', MESSAGING, () => ({
        'botanu.messaging.message_count': 1,
      })),
  };

  private timed(name: string, kind: SpanKind, durationKey: string, start: Attributes, end: () => Attributes) {
    return this.tracer.startActiveSpan(name, { kind, attributes: { ...start } }, async (span) => {
      const startedMs = performance.now();
      try {
        const result = await answer();
        span.setAttributes(end());
        return result;
      } catch (error) {
        recordError(span, error);
        throw error;
      } finally {
        span.setAttribute(durationKey, performance.now() - startedMs);
        span.end();
      }
    });
  }
}

/** The caller gets a generator in the client's stream's place; what is left early ends in `finally`, too. */
async function* followed(stream: AsyncIterable<Chunk>, span: Span, startedMs: number): AsyncGenerator<Chunk> {
  let first: Chunk | undefined;
  let usage: Chunk['usage'] = null;
  let secondsToFirst = 0;
  const finishReasons: string[] = [];
  try {
    for await (const chunk of stream) {
      if (first === undefined) {
        first = chunk;
        secondsToFirst = (performance.now() - startedMs) / 1000;
      }
      for (const { finish_reason } of chunk.choices)
        if (finish_reason !== null) finishReasons.push(finish_reason);
      if (chunk.usage !== null) ({ usage } = chunk);
      yield chunk;
    }
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    if (first !== undefined) {
      span.setAttributes({
        'gen_ai.response.id': first.id,
        'botanu.vendor.request_id': first.id,
        'gen_ai.response.model': first.model,
        'gen_ai.response.finish_reasons': finishReasons,
        'gen_ai.response.time_to_first_chunk': secondsToFirst,
      });
    }
    if (usage !== null) {
      span.setAttributes({
        'gen_ai.usage.input_tokens': usage.prompt_tokens,
        'gen_ai.usage.output_tokens': usage.completion_tokens,
      });
    }
    span.end();
  }
}

const WORKFLOW = 'Decorated.run';
const RUN_KEYS = ['botanu.run_id', 'botanu.use_case', 'botanu.workflow'];

/** Writes the run onto every span, from baggage. */
export const runStamper = {
  onStart(span: Span, parent: Context): void {
    const baggage = propagation.getBaggage(parent);
    if (baggage === undefined) return;
    for (const key of RUN_KEYS) {
      const entry = baggage.getEntry(key);
      if (entry !== undefined) span.setAttribute(key, entry.value);
    }
  },
  onEnd(): void {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

const DB = {
  'db.system.name': 'postgresql',
  'db.operation.name': 'SELECT',
  'db.namespace': 'support',
  'db.collection.name': 'tickets',
  'db.system': 'postgresql',
  'db.operation': 'SELECT',
  'db.name': 'support',
  'botanu.vendor': 'postgresql',
};
const TOOL = {
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': 'lookup',
  'gen_ai.tool.call.id': 'call_1',
};
const STORAGE = {
  'botanu.storage.system': 's3',
  'botanu.storage.operation': 'PUT',
  'botanu.storage.bucket': 'tickets',
  'botanu.vendor': 's3',
  'rpc.system': 'aws-api',
  'rpc.method': 'PutObject',
  'aws.s3.bucket': 'tickets',
};
const MESSAGING = {
  'messaging.system': 'kafka',
  'messaging.operation.name': 'publish',
  'messaging.operation.type': 'send',
  'messaging.destination.name': 'replies',
  'messaging.operation': 'publish',
  'botanu.vendor': 'kafka',
};

function recordError(span: Span, error: unknown): void {
  const { name, message } = error as Error;
  span.recordException(error as Error);
  span.setAttribute('error.type', name);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
