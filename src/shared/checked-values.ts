import type { AttributeValue } from '@opentelemetry/api';
import { warnOnce } from './diagnostics';
import { show } from './texts';

/** Run-time data that is not what it should be is left out with one warning; the rest of the call is kept. */
function leftOut(name: string, value: unknown, expected: string): void {
  warnOnce(`value:${name}`, () => `${name} must be ${expected}, got ${show(value)}; it was left out.`);
}

/** Whether there is a value and it counts something: a whole number from 0 up. */
export function isCount(name: string, value: unknown): value is number {
  if (value === undefined || value === null) return false;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return true;
  leftOut(name, value, 'a whole number from 0 up');
  return false;
}

export function isFiniteNumber(name: string, value: unknown): value is number {
  if (value === undefined || value === null) return false;
  if (Number.isFinite(value)) return true;
  leftOut(name, value, 'a finite number');
  return false;
}

export function isText(name: string, value: unknown): value is string {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return true;
  leftOut(name, value, 'a string');
  return false;
}

export const textOf = (name: string, value: unknown): string | undefined =>
  isText(name, value) ? value : undefined;

export function isTexts(name: string, value: unknown): value is string[] {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return true;
  leftOut(name, value, 'an array of strings');
  return false;
}

export function isFlag(name: string, value: unknown): value is boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return true;
  leftOut(name, value, 'true or false');
  return false;
}

/** Whether a span can hold the value: text, a number, a flag, or an array of one of these. */
export function isAttributeValue(name: string, value: unknown): value is AttributeValue {
  if (value === undefined || value === null) return false;
  if (isScalar(value) || (Array.isArray(value) && value.every(isScalar))) return true;
  leftOut(name, value, 'a string, a number, a boolean or an array of these');
  return false;
}

/** What was given; nothing where untyped code had nothing to give. Telemetry never throws. */
export const orNothing = <T extends object>(given: T | null | undefined): Partial<T> => given ?? {};

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && !Number.isNaN(value));
