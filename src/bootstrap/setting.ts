import type { BotanuOptions } from './botanu-options';

export type OptionName = keyof BotanuOptions;

/** A value that somebody gave for an option, not checked yet. */
export interface Setting {
  readonly value: unknown;
  /** As a message names it: `BOTANU_MAX_QUEUE_SIZE`, `botanu.yaml`. */
  readonly source: string;
  /** Numbers and flags may be written as text. */
  readonly isText: boolean;
  /** Meant for other tools too: what cannot be used of it is a warning, not an error. */
  readonly isShared?: boolean;
  /** An address that already is the spans' own. */
  readonly isExact?: boolean;
}

/** What one source says, of the options that it speaks of. */
export type Layer = Readonly<Partial<Record<OptionName, Setting | undefined>>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is empty counts as unset, as OpenTelemetry has it. */
export const variable = (env: Environment, name: string): string | undefined =>
  env[name]?.trim() || undefined;

/** What a variable lists, in lower case. */
export const listed = (env: Environment, name: string): string[] =>
  (variable(env, name) ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');
