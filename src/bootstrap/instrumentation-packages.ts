import { type Environment, variable } from './setting';

/** OpenTelemetry's own bundle of nearly all of its instrumentations. */
export const BUNDLE = '@opentelemetry/auto-instrumentations-node';

const official = (name: string): string => `@opentelemetry/instrumentation-${name}`;

/** Off unless they are named: a span for each file, name and socket tells nothing of cost, and takes time. */
export const NOISY_PACKAGES: readonly string[] = ['fs', 'dns', 'net'].map(official);

/** Started one by one where the bundle is not installed. */
export const LIBRARY_PACKAGES: readonly string[] = [
  ...[
    ...['http', 'undici', 'grpc', 'graphql'],
    ...['express', 'connect', 'koa', 'hapi', 'restify', 'router', 'nestjs-core', 'socket.io', 'aws-lambda'],
    ...['pg', 'mysql', 'mysql2', 'mongodb', 'mongoose', 'redis', 'ioredis', 'memcached'],
    ...['tedious', 'oracledb', 'cassandra-driver', 'knex', 'aws-sdk'],
    ...['amqplib', 'kafkajs'],
    ...['pino', 'winston', 'bunyan'],
    'openai',
  ].map(official),
  '@prisma/instrumentation',
];

/** For libraries of model providers, of which the bundle knows OpenAI's and Bedrock's. */
export const GENAI_PACKAGES: readonly string[] = [
  '@traceloop/instrumentation-anthropic',
  '@traceloop/instrumentation-cohere',
  '@traceloop/instrumentation-google-generativeai',
  '@traceloop/instrumentation-together',
  '@traceloop/instrumentation-vertexai',
];

/** A package's name as it is, or the short one of an instrumentation of OpenTelemetry's: `pg`. */
export const packageNameOf = (name: string): string =>
  /^@|instrumentation/.test(name) ? name : official(name);

/** What the bundle's own variables say of one, by its short name. */
export function isEnabled(packageName: string, env: Environment): boolean {
  const named = (name: string): boolean | undefined =>
    variable(env, name)
      ?.split(',')
      .some((short) => official(short.trim()) === packageName);
  return (
    (named('OTEL_NODE_ENABLED_INSTRUMENTATIONS') ?? true) &&
    named('OTEL_NODE_DISABLED_INSTRUMENTATIONS') !== true
  );
}
