import { canonicalProvider } from '../pricing/price-provider';
import { BotanuSpanName, GenAiOperation } from '../semconv/events';
import { providerNames } from '../semconv/providers';
import { databaseNames, messagingNames, storageSystem } from '../semconv/systems';
import type { ColumnValue } from './engine';
import { AROUND_CALLS, CHATS, FAMILIES, modelOperation } from './model-operations';
import { OperationKind } from './operation-kind';
import { isRunSpan } from './run-span';
import { place } from './span-columns';

type Values = readonly ColumnValue[];

const NAME = place('name');
const KIND = place('kind');
const SYSTEM = place('system');
const VENDOR = place('vendor');
const IS_OWN = place('is_own');
const OPERATION = place('operation');
const TARGET = place('target');
const ATTEMPT = place('attempt');
const PROVIDER = place('provider');
const REQUEST_MODEL = place('request_model');
const INPUT_TOKENS = place('input_tokens');
const OUTPUT_TOKENS = place('output_tokens');
const REPORTED_COST = place('reported_cost_usd');
const RUN_ATTEMPT = place('run_attempt');
const REQUEST_ATTEMPT = place('request_attempt');
const GEN_AI_OPERATION = place('gen_ai_operation');
const TOOL_NAME = place('tool_name');
const DB_SYSTEM = place('db_system');
const DB_OPERATION = place('db_operation');
const DB_COLLECTION = place('db_collection');
const STORAGE_SYSTEM = place('storage_system');
const STORAGE_OPERATION = place('storage_operation');
const STORAGE_BUCKET = place('storage_bucket');
const RPC_METHOD = place('rpc_method');
const S3_BUCKET = place('s3_bucket');
const MESSAGING_SYSTEM = place('messaging_system');
const MESSAGING_OPERATION = place('messaging_operation');
const MESSAGING_DESTINATION = place('messaging_destination');

/** Decides what the span stands for, and fills the columns whose meaning depends on it. */
export function classify(values: ColumnValue[]): void {
  values[OPERATION] = modelOperation(values);
  if (values[VENDOR] !== null) values[IS_OWN] = 1;
  const kind = kindOf(values);
  values[KIND] = kind;
  // A run's attempt is stamped on the spans in it as well, where a request's is meant.
  values[ATTEMPT] = values[isRun(values) ? RUN_ATTEMPT : REQUEST_ATTEMPT]!;
  switch (kind) {
    case OperationKind.LLM:
      setSystem(values, values[PROVIDER]!, vendorOfProvider);
      // Botanu is told of a seller in more spellings than it knows when it records.
      if (values[VENDOR] !== null) values[VENDOR] = vendorOfProvider(values[VENDOR] as string).vendor;
      break;
    case OperationKind.TOOL:
      values[SYSTEM] = values[VENDOR]!;
      values[TARGET] = values[TOOL_NAME]!;
      break;
    case OperationKind.DATABASE:
      setOperation(values, DB_OPERATION, DB_COLLECTION);
      setSystem(values, values[DB_SYSTEM]!, ofDatabase);
      break;
    case OperationKind.STORAGE:
      // Amazon's own instrumentation knows the request's name alone, so that is what both are called by.
      setOperation(values, values[RPC_METHOD] === null ? STORAGE_OPERATION : RPC_METHOD, STORAGE_BUCKET);
      values[TARGET] ??= values[S3_BUCKET]!;
      setSystem(values, values[STORAGE_SYSTEM] ?? S3, ofStorage);
      break;
    case OperationKind.MESSAGING:
      setOperation(values, MESSAGING_OPERATION, MESSAGING_DESTINATION);
      setSystem(values, values[MESSAGING_SYSTEM]!, ofMessaging);
      break;
  }
}

const S3 = 's3';

const isRun = (values: Values): boolean => isRunSpan({ name: values[NAME] as string | null });

function kindOf(values: Values): OperationKind | null {
  if (values[NAME] === BotanuSpanName.OUTCOME) return OperationKind.OUTCOME;
  if (tellsOfModelCall(values)) return OperationKind.LLM;
  if (isRun(values)) return OperationKind.RUN;
  if (values[GEN_AI_OPERATION] === GenAiOperation.EXECUTE_TOOL) return OperationKind.TOOL;
  if (values[DB_SYSTEM] !== null) return OperationKind.DATABASE;
  if (values[STORAGE_SYSTEM] !== null || values[S3_BUCKET] !== null) return OperationKind.STORAGE;
  if (values[MESSAGING_SYSTEM] !== null) return OperationKind.MESSAGING;
  return null;
}

const MODEL_CALLS = new Set<ColumnValue>([...CHATS, ...FAMILIES]);
const NO_CALLS = new Set<ColumnValue>([...AROUND_CALLS, GenAiOperation.EXECUTE_TOOL]);

/**
 * With a provider or a model: any span on which somebody has told what a call used, and without that those of a
 * model's operation, or of one that botanu's user has named. A library's span of anything else, such as a list of
 * models, is no call. Several may tell of one: see model-calls.ts.
 */
function tellsOfModelCall(values: Values): boolean {
  if (values[PROVIDER] === null && values[REQUEST_MODEL] === null) return false;
  if (values[INPUT_TOKENS] !== null || values[OUTPUT_TOKENS] !== null) return true;
  if (values[REPORTED_COST] !== null) return true;
  const operation = values[OPERATION]!;
  if (operation === null) return false;
  return MODEL_CALLS.has(operation) || (values[IS_OWN] === 1 && !NO_CALLS.has(operation));
}

function setOperation(values: ColumnValue[], operation: number, target: number): void {
  values[OPERATION] = values[operation]!;
  values[TARGET] = values[target]!;
}

interface Names {
  readonly system: string;
  readonly vendor: string;
}

/** One name whichever instrumentation wrote the span. A vendor that was told is kept. */
function setSystem(values: ColumnValue[], given: ColumnValue, namesOf: (given: string) => Names): void {
  if (given === null) return;
  const { system, vendor } = namesOf(given as string);
  values[SYSTEM] = system;
  values[VENDOR] ??= vendor;
}

/** Few names come again and again, so that each is looked up once. */
function remembered(namesOf: (given: string) => Names): (given: string) => Names {
  const known = new Map<string, Names>();
  return (given) => {
    let names = known.get(given);
    if (names === undefined) {
      names = namesOf(given);
      if (known.size < 1000) known.set(given, names);
    }
    return names;
  };
}

const vendorOfProvider = remembered((given) => ({
  system: given,
  vendor: providerNames(canonicalProvider(given)).vendor,
}));
const ofDatabase = remembered(databaseNames);
const ofMessaging = remembered(messagingNames);
const ofStorage = remembered((given) => ({ system: storageSystem(given), vendor: storageSystem(given) }));
