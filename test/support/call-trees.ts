import { NOON_MS, otlpLineBy, otlpSpan } from './otlp-lines';

/** A span of a tree: by default a model call as an instrumentation of the client tells of it. */
export interface TreeSpan {
  /** The instrumentation. @default `client` */
  readonly scope?: string;
  readonly name?: string;
  /** @default `chat`; null for none */
  readonly operation?: string | null;
  /** @default `openai`; null for a span that tells of no call */
  readonly provider?: string | null;
  readonly model?: string;
  /** Of the response. */
  readonly id?: string;
  readonly input?: number;
  readonly output?: number;
  readonly failed?: boolean;
  readonly run?: string;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly more?: Readonly<Record<string, string | number>>;
  readonly below?: readonly TreeSpan[];
}

/** As botanu's own decorator makes it. */
export const own = (span: TreeSpan): TreeSpan => ({
  scope: 'botanu',
  ...span,
  more: { 'botanu.vendor': span.provider ?? 'openai', ...span.more },
});

export const tool = (...below: TreeSpan[]): TreeSpan => ({
  scope: 'botanu',
  name: 'execute_tool search',
  operation: 'execute_tool',
  provider: null,
  below,
});

/** Something between, such as a request that is served. */
export const other = (...below: TreeSpan[]): TreeSpan => ({
  name: 'POST',
  operation: null,
  provider: null,
  below,
});

let traces = 0;

/** Of a trace of its own. */
export const newTraceId = (): string => (++traces).toString(16).padStart(32, '0');

/** Lines of a ledger with these spans in one trace. */
export const treeLines = (...roots: TreeSpan[]): string => traceLines(newTraceId(), roots);

/** The same in this trace. */
export function traceLines(traceId: string, roots: readonly TreeSpan[]): string {
  let spans = 0;
  const lines = (span: TreeSpan, parentSpanId: string | undefined): string => {
    const spanId = (++spans).toString(16).padStart(16, '0');
    const { scope = 'client', operation = 'chat', provider = 'openai', model = 'gpt-4o-mini' } = span;
    const startMs = span.startMs ?? NOON_MS + spans;
    const made = otlpSpan({
      traceId,
      spanId,
      parentSpanId,
      name: span.name ?? `${operation} ${model}`,
      startMs,
      endMs: span.endMs ?? startMs + 1000,
      failed: span.failed ?? false,
      attributes: {
        'gen_ai.operation.name': operation ?? undefined,
        'gen_ai.provider.name': provider ?? undefined,
        'gen_ai.request.model': provider === null ? undefined : model,
        'gen_ai.response.id': span.id,
        'gen_ai.usage.input_tokens': span.input,
        'gen_ai.usage.output_tokens': span.output,
        'botanu.run_id': span.run ?? 'run',
        ...span.more,
      },
    });
    return otlpLineBy(scope, made) + (span.below ?? []).map((each) => lines(each, spanId)).join('');
  };
  return roots.map((root) => lines(root, undefined)).join('');
}
