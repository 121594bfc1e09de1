import type { Attributes, AttributeValue, Span, SpanStatus } from '@opentelemetry/api';
import { log } from '../shared/diagnostics';
import { recordingSettings } from '../shared/recording-settings';
import { redacted } from '../shared/redaction';

/** The one way by which the SDK writes on a span. A plain span is one: redaction costs nothing where it is off. */
export interface SpanWriter {
  setAttribute(key: string, value: AttributeValue): unknown;
  addEvent(name: string, attributes?: Attributes): unknown;
  setStatus(status: SpanStatus): unknown;
}

export const writerOf = (span: Span): SpanWriter =>
  recordingSettings.redact === undefined ? span : new RedactingWriter(span);

/** Attributes as they may be handed over at a span's start. */
export function redactedAttributes(attributes: Attributes): Attributes {
  if (recordingSettings.redact === undefined) return attributes;
  const kept: Attributes = {};
  for (const [key, value] of Object.entries(attributes)) {
    const recorded = value === undefined ? undefined : redacted(key, value);
    if (recorded !== undefined) kept[key] = recorded;
  }
  return kept;
}

/** Writes key, value, key, value … of a flat array. */
export function writePairs(writer: SpanWriter, pairs: readonly AttributeValue[]): void {
  for (let i = 0; i < pairs.length; i += 2) writer.setAttribute(pairs[i] as string, pairs[i + 1]!);
}

class RedactingWriter implements SpanWriter {
  constructor(private readonly span: Span) {}

  setAttribute(key: string, value: AttributeValue): void {
    const recorded = redacted(key, value);
    if (recorded !== undefined) this.span.setAttribute(key, recorded);
  }

  addEvent(name: string, attributes: Attributes = {}): void {
    this.span.addEvent(name, redactedAttributes(attributes));
  }

  setStatus(status: SpanStatus): void {
    this.span.setStatus(status);
  }
}

/** What a tracker writes to once its span has ended: nothing, and it says so once, where someone debugs. */
export class LateWriter implements SpanWriter {
  private said = false;

  setAttribute(key: string): void {
    this.say(key);
  }

  addEvent(name: string): void {
    this.say(name);
  }

  setStatus(): void {}

  private say(what: string): void {
    if (this.said) return;
    this.said = true;
    log.debug(`'${what}' came after the end of its span and was left out, as is all that comes later.`);
  }
}
