import 'reflect-metadata';

/** Under which key each decorator's configuration stands on a function or class: readable with Nest's Reflector. */
export const METADATA_KEYS = {
  useCase: 'botanu:use_case',
  outcome: 'botanu:outcome',
  llm: 'botanu:llm',
  tool: 'botanu:tool',
  db: 'botanu:db',
  storage: 'botanu:storage',
  messaging: 'botanu:messaging',
} as const;

export type DecoratorKind = keyof typeof METADATA_KEYS;

/** Options as they were written down: values, and functions of each call. */
export type DecoratorOptions = Readonly<Record<string, unknown>>;

/** What botanu's decorators recorded on one function or class. */
export type BotanuMetadata = Readonly<Partial<Record<DecoratorKind, DecoratorOptions>>>;

/**
 * What botanu's decorators were given on a method or a class; undefined where there is none. A class has what
 * its base class was given, too.
 *
 * @example
 * ```ts
 * getBotanuMetadata(SupportAgent.prototype.handleTicket)?.useCase; // { name: 'Customer Support' }
 * ```
 */
export function getBotanuMetadata(target: object): BotanuMetadata | undefined {
  const found: Partial<Record<DecoratorKind, DecoratorOptions>> = {};
  for (const kind of Object.keys(METADATA_KEYS) as DecoratorKind[]) {
    const options = readOptions(kind, target);
    if (options !== undefined) found[kind] = options;
  }
  return Object.keys(found).length > 0 ? Object.freeze(found) : undefined;
}

export function writeOptions(kind: DecoratorKind, options: DecoratorOptions, target: object): void {
  Reflect.defineMetadata(METADATA_KEYS[kind], Object.freeze({ ...options }), target);
}

/** On the target itself or what it inherits from. */
export const readOptions = (kind: DecoratorKind, target: object): DecoratorOptions | undefined =>
  Reflect.getMetadata(METADATA_KEYS[kind], target) as DecoratorOptions | undefined;

export const hasOwnOptions = (kind: DecoratorKind, target: object): boolean =>
  Reflect.hasOwnMetadata(METADATA_KEYS[kind], target);

/** A class's options with a method's own over them: one that the method leaves out is the class's. */
export function mergeOptions(ofClass: DecoratorOptions | undefined, own: DecoratorOptions): DecoratorOptions {
  if (ofClass === undefined) return own;
  const merged: Record<string, unknown> = { ...ofClass };
  for (const [name, value] of Object.entries(own)) if (value !== undefined) merged[name] = value;
  return merged;
}
