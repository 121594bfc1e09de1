import { type Context, createContextKey, type Span } from '@opentelemetry/api';
import { trace } from '../shared/opentelemetry-api';
import type { RunScope } from './active-run';

// The same key in every copy of this package: OpenTelemetry makes it of the name.
const SCOPE_KEY = createContextKey('botanu.scope');

/** OpenTelemetry's own key of the active span, which it does not export: the one that it sets. */
const SPAN_KEY = keyOfSpan();

/**
 * A context with a span and a scope laid over another one. OpenTelemetry's own copies all values and makes three
 * functions for each value set, which would be most of what a tracked call costs.
 */
class ScopeContext implements Context {
  constructor(
    private readonly base: Context,
    private readonly span: unknown,
    private readonly scope: unknown,
  ) {}

  /** Both values are replaced, so that a context under a context is never more than one deep. */
  static over(parent: Context, span: Span | undefined, scope: RunScope | undefined): Context {
    return new ScopeContext(parent instanceof ScopeContext ? parent.base : parent, span, scope);
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.span;
    if (key === SCOPE_KEY) return this.scope;
    return this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === SPAN_KEY) return new ScopeContext(this.base, value, this.scope);
    if (key === SCOPE_KEY) return new ScopeContext(this.base, this.span, value);
    return new ScopeContext(this.base.setValue(key, value), this.span, this.scope);
  }

  deleteValue(key: symbol): Context {
    if (key === SPAN_KEY || key === SCOPE_KEY) return this.setValue(key, undefined);
    return new ScopeContext(this.base.deleteValue(key), this.span, this.scope);
  }
}

export const scopeOf = (context: Context): RunScope | undefined =>
  context.getValue(SCOPE_KEY) as RunScope | undefined;

export const withScope = (context: Context, scope: RunScope | undefined): Context =>
  ScopeContext.over(context, trace.getSpan(context), scope);

export const withSpanAndScope = (context: Context, span: Span, scope: RunScope): Context =>
  ScopeContext.over(context, span, scope);

function keyOfSpan(): symbol | undefined {
  let key: symbol | undefined;
  const probe: Context = {
    getValue: () => undefined,
    setValue(set) {
      key = set;
      return probe;
    },
    deleteValue: () => probe,
  };
  trace.setSpanContext(probe, { traceId: '', spanId: '', traceFlags: 0 });
  return key;
}
