import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { createRequire } from 'node:module';
import { NOISY_PACKAGES } from './instrumentation-packages';
import { type Environment, variable } from './setting';

export type Instrumentation = Exclude<
  NonNullable<NodeSDKConfiguration['instrumentations']>[number],
  readonly unknown[]
>;

type InstrumentationClass = new (config: object) => Instrumentation;

interface Exports {
  readonly getNodeAutoInstrumentations?: (config: object) => Instrumentation[];
}

/** Every instrumentation that a package exports, made and patching. Throws what the package throws. */
export function loadInstrumentations(name: string, file: string, env: Environment): Instrumentation[] {
  const exports = createRequire(file)(file) as Exports;
  if (exports.getNodeAutoInstrumentations !== undefined)
    return exports.getNodeAutoInstrumentations(bundleConfig(env));
  const classes = new Set(Object.values(exports).filter(isInstrumentationClass));
  if (classes.size === 0) throw new Error('it exports no instrumentation');
  return [...classes].map((Class) => new Class(configOf(name, env)));
}

/** What is set here wins over the bundle's own variables: whoever lists what is to run shall have it. */
const bundleConfig = (env: Environment): object =>
  variable(env, 'OTEL_NODE_ENABLED_INSTRUMENTATIONS') !== undefined
    ? {}
    : Object.fromEntries(NOISY_PACKAGES.map((name) => [name, { enabled: false }]));

/**
 * Some GenAI instrumentations record prompts and answers unless they are told not to; OpenTelemetry's own do so only
 * if its variable says so, which here holds for all.
 */
function configOf(name: string, env: Environment): object {
  const withContent = variable(env, 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT');
  if (withContent?.toLowerCase() === 'true') return {};
  if (name.startsWith('@traceloop/')) return { traceContent: false };
  if (name.startsWith('@arizeai/')) return { traceConfig: { hideInputs: true, hideOutputs: true } };
  return {};
}

/** By its methods: the base class may be any version's. That one alone has no `init`. */
function isInstrumentationClass(value: unknown): value is InstrumentationClass {
  if (typeof value !== 'function') return false;
  const methods = value.prototype as Partial<Record<string, unknown>> | undefined;
  return ['enable', 'disable', 'setTracerProvider', 'init'].every(
    (method) => typeof methods?.[method] === 'function',
  );
}
