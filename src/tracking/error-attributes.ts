import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import { CommonAttribute } from '../semconv/attributes';
import { BotanuEvent } from '../semconv/events';
import { recordingSettings } from '../shared/recording-settings';
import { redacted } from '../shared/redaction';
import type { SpanWriter } from './span-writer';

/** A field of an error, undefined where it has none. Looking must not throw in the user's place, as a getter may. */
function fieldOf(error: unknown, field: string): unknown {
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) return undefined;
  try {
    return (error as Record<string, unknown>)[field];
  } catch {
    return undefined;
  }
}

/** The class of an error, e.g. `TypeError`; for what is no error, its type. */
export function errorClass(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const name = fieldOf(error, 'name');
  // Many clients' error classes leave `name` at 'Error'.
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  const className = fieldOf(fieldOf(error, 'constructor'), 'name');
  return typeof className === 'string' && className !== '' ? className : 'Error';
}

/** `error.type`: the provider's error code or the HTTP status where known, else the class. */
export const errorType = (error: unknown): string =>
  // Some clients hand on what a provider says in mid-stream as it came.
  codeIn(error) ?? codeIn(fieldOf(error, 'error')) ?? errorClass(error);

function codeIn(error: unknown): string | undefined {
  const code = fieldOf(error, 'code');
  if (typeof code === 'string' && code !== '') return code;
  const http = fieldOf(error, 'status') ?? fieldOf(error, 'statusCode') ?? fieldOf(error, 'status_code');
  if (typeof http === 'number' && http >= 400 && http < 600) return String(http);
  // Anthropic's code for what has no status: `overloaded_error`.
  const type = fieldOf(error, 'type');
  return typeof type === 'string' && /^\w+_error$/.test(type) ? type : undefined;
}

export const isTimeout = (error: unknown): boolean => /Timeout(Error)?$/.test(errorClass(error));

/** Of the platform, and of clients that have an abort error of their own (`APIUserAbortError`). */
export const isAbort = (error: unknown): boolean =>
  /Abort(ed)?(Error)?$/.test(errorClass(error)) ||
  // LangChain's core, before its version 1.
  (errorClass(error) === 'Error' && messageOf(error) === 'Aborted');

/** Status ERROR, `error.type` and one `exception` event, as the conventions have them. */
export function writeError(writer: SpanWriter, error: unknown): void {
  const message = redactedMessage(error);
  // Redacted once more by the writer, so as it is.
  const event: Attributes = {
    [CommonAttribute.EXCEPTION_TYPE]: errorClass(error),
    [CommonAttribute.EXCEPTION_MESSAGE]: messageOf(error),
  };
  const stack = redactedStack(error, message);
  if (stack !== undefined) event[CommonAttribute.EXCEPTION_STACKTRACE] = stack;
  writer.addEvent(BotanuEvent.EXCEPTION, event);
  writer.setAttribute(CommonAttribute.ERROR_TYPE, errorType(error));
  writer.setStatus(
    message === undefined ? { code: SpanStatusCode.ERROR } : { code: SpanStatusCode.ERROR, message },
  );
}

function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  const message = fieldOf(error, 'message');
  return typeof message === 'string' ? message : '';
}

function redactedMessage(error: unknown): string | undefined {
  const recorded = redacted(CommonAttribute.EXCEPTION_MESSAGE, messageOf(error));
  return recorded === undefined ? undefined : String(recorded);
}

/** A stack begins with the message, so it is told without it where that may not be told. */
function redactedStack(error: unknown, message: string | undefined): string | undefined {
  const stack = fieldOf(error, 'stack');
  if (typeof stack !== 'string') return undefined;
  const original = messageOf(error);
  if (recordingSettings.redact === undefined || original === '') return stack;
  return stack.split(original).join(message ?? '');
}
