import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import * as attributes from '../../src/semconv/attributes';
import { BaggageKey } from '../../src/semconv/baggage-keys';
import { Metric } from '../../src/semconv/metrics';
import { DBOperation, MessagingOperation, ModelOperation, OutcomeStatus, StorageOperation } from 'botanu';

const { BotanuAttribute, CommonAttribute, DatabaseAttribute, GenAiAttribute } = attributes;

const keysOf = (names: Record<string, string>): string[] => Object.values(names);
const valuesOf = (module: object): Set<unknown> => new Set(Object.values(module));

describe('keys of the stable conventions', () => {
  it.each([
    [DatabaseAttribute.SYSTEM_NAME, stable.ATTR_DB_SYSTEM_NAME],
    [DatabaseAttribute.OPERATION_NAME, stable.ATTR_DB_OPERATION_NAME],
    [DatabaseAttribute.NAMESPACE, stable.ATTR_DB_NAMESPACE],
    [DatabaseAttribute.COLLECTION_NAME, stable.ATTR_DB_COLLECTION_NAME],
    [CommonAttribute.ERROR_TYPE, stable.ATTR_ERROR_TYPE],
    [CommonAttribute.EXCEPTION_TYPE, stable.ATTR_EXCEPTION_TYPE],
    [CommonAttribute.EXCEPTION_MESSAGE, stable.ATTR_EXCEPTION_MESSAGE],
    [CommonAttribute.EXCEPTION_STACKTRACE, stable.ATTR_EXCEPTION_STACKTRACE],
    [CommonAttribute.SERVER_ADDRESS, stable.ATTR_SERVER_ADDRESS],
    [CommonAttribute.SERVER_PORT, stable.ATTR_SERVER_PORT],
    [CommonAttribute.SERVICE_NAME, stable.ATTR_SERVICE_NAME],
    [CommonAttribute.SERVICE_VERSION, stable.ATTR_SERVICE_VERSION],
    [CommonAttribute.SERVICE_NAMESPACE, stable.ATTR_SERVICE_NAMESPACE],
    [CommonAttribute.DEPLOYMENT_ENVIRONMENT_NAME, stable.ATTR_DEPLOYMENT_ENVIRONMENT_NAME],
  ])('%s', (ours, theirs) => {
    expect(ours).toBe(theirs);
  });

  it('have the name of the metric as well', () => {
    expect(Metric.DB_DURATION.name).toBe(stable.METRIC_DB_CLIENT_OPERATION_DURATION);
  });
});

describe('keys of conventions in development', () => {
  const theirs = valuesOf({ ...stable, ...incubating });

  it.each([
    ...keysOf(attributes.MessagingAttribute).filter((key) => key !== 'messaging.operation'),
    ...keysOf(DatabaseAttribute),
    ...keysOf(attributes.HttpAttribute),
    'aws.s3.bucket',
    'rpc.system',
    'rpc.method',
  ])('%s is one of theirs', (key) => {
    expect(theirs).toContain(key);
  });

  it.each([
    GenAiAttribute.OPERATION_NAME,
    GenAiAttribute.PROVIDER_NAME,
    GenAiAttribute.REQUEST_MODEL,
    GenAiAttribute.REQUEST_TEMPERATURE,
    GenAiAttribute.REQUEST_TOP_P,
    GenAiAttribute.REQUEST_TOP_K,
    GenAiAttribute.REQUEST_MAX_TOKENS,
    GenAiAttribute.REQUEST_SEED,
    GenAiAttribute.REQUEST_STOP_SEQUENCES,
    GenAiAttribute.REQUEST_FREQUENCY_PENALTY,
    GenAiAttribute.REQUEST_PRESENCE_PENALTY,
    GenAiAttribute.RESPONSE_ID,
    GenAiAttribute.RESPONSE_MODEL,
    GenAiAttribute.RESPONSE_FINISH_REASONS,
    GenAiAttribute.USAGE_INPUT_TOKENS,
    GenAiAttribute.USAGE_OUTPUT_TOKENS,
    GenAiAttribute.TOKEN_TYPE,
    GenAiAttribute.TOOL_NAME,
    GenAiAttribute.TOOL_TYPE,
    GenAiAttribute.TOOL_CALL_ID,
    Metric.TOKEN_USAGE.name,
    Metric.LLM_DURATION.name,
  ])('%s was one of theirs before it moved', (key) => {
    expect(theirs).toContain(key);
  });
});

describe('keys of our own', () => {
  it('are in our own namespace', () => {
    for (const key of [...keysOf(BotanuAttribute), ...keysOf(BaggageKey)])
      expect(key).toMatch(/^botanu\.[a-z_.]+$/);
  });

  it('are each there once', () => {
    for (const names of Object.values(attributes)) {
      expect(new Set(keysOf(names)).size).toBe(keysOf(names).length);
    }
  });

  it('hold no extras under gen_ai.usage, which backends add up', () => {
    expect(
      keysOf(GenAiAttribute)
        .filter((key) => key.startsWith('gen_ai.usage.'))
        .sort(),
    ).toEqual([
      'gen_ai.usage.cache_creation.input_tokens',
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.cache_write.input_tokens',
      'gen_ai.usage.cost',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.reasoning.output_tokens',
    ]);
  });
});

describe('constants', () => {
  it.each([
    ['OutcomeStatus', OutcomeStatus, ['success', 'partial', 'failed', 'timeout', 'canceled', 'abandoned']],
    [
      'DBOperation',
      DBOperation,
      'SELECT INSERT UPDATE DELETE UPSERT MERGE CREATE DROP ALTER INDEX TRANSACTION BATCH'.split(' '),
    ],
    ['StorageOperation', StorageOperation, 'GET PUT DELETE LIST HEAD COPY MULTIPART_UPLOAD'.split(' ')],
    ['MessagingOperation', MessagingOperation, 'publish consume receive send subscribe process'.split(' ')],
    [
      'ModelOperation',
      ModelOperation,
      'chat text_completion embeddings generate_content execute_tool create_agent invoke_agent rerank image_generation image_edit speech_to_text text_to_speech moderation'.split(
        ' ',
      ),
    ],
  ])('%s', (_, constants, values) => {
    expect(Object.values(constants)).toEqual(values);
  });
});
