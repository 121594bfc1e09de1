import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import { CommonAttribute } from '../semconv/attributes';
import { BotanuEvent } from '../semconv/events';
import { recordingSettings } from '../shared/recording-settings';
import { redacted } from '../shared/redaction';
import type { SpanWriter } from './span-writer';

interface ErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
}

const shapeOf = (error: unknown): ErrorShape => (typeof error === 'object' && error !== null ? error : {});

/** The class of an error, e.g. `TypeError`; for what is no error, its type. */
export function errorClass(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { name } = error as ErrorShape;
  // Many clients' error classes leave `name` at 'Error'.
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  return (error.constructor as { name?: string } | undefined)?.name || 'Error';
}

/** `error.type`: the provider's error code or the HTTP status where known, else the class. */
export function errorType(error: unknown): string {
  const { code, status, statusCode } = shapeOf(error);
  if (typeof code === 'string' && code !== '') return code;
  const http = status ?? statusCode;
  return typeof http === 'number' && http >= 400 && http < 600 ? String(http) : errorClass(error);
}

export const isTimeout = (error: unknown): boolean => /Timeout(Error)?$/.test(errorClass(error));

/** Of the platform, and of clients that have an abort error of their own (`APIUserAbortError`). */
export const isAbort = (error: unknown): boolean => /Abort(ed)?(Error)?$/.test(errorClass(error));

/** Status ERROR, `error.type` and one `exception` event, as the conventions have them. */
export function writeError(writer: SpanWriter, error: unknown): void {
  const message = redactedMessage(error);
  const event: Attributes = { [CommonAttribute.EXCEPTION_TYPE]: errorClass(error) };
  if (message !== undefined) event[CommonAttribute.EXCEPTION_MESSAGE] = message;
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
  const { message } = shapeOf(error);
  return typeof message === 'string' ? message : '';
}

function redactedMessage(error: unknown): string | undefined {
  const recorded = redacted(CommonAttribute.EXCEPTION_MESSAGE, messageOf(error));
  return recorded === undefined ? undefined : String(recorded);
}

/** A stack begins with the message, so it is told without it where that may not be told. */
function redactedStack(error: unknown, message: string | undefined): string | undefined {
  const { stack } = shapeOf(error);
  if (typeof stack !== 'string') return undefined;
  const original = messageOf(error);
  if (recordingSettings.redact === undefined || original === '') return stack;
  return stack.split(original).join(message ?? '');
}
