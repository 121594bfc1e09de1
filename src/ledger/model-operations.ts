import { GenAiOperation } from '../semconv/events';
import {
  AI_SDK_OPERATIONS,
  FOREIGN_OPERATIONS,
  MCP_TOOL_CALL,
  OPENINFERENCE_OPERATIONS,
} from '../semconv/foreign-attributes';
import { ModelOperation } from '../semconv/operations';
import type { ColumnValue } from './engine';
import { place } from './span-columns';

/** Chats go by several names. */
export const CHATS: readonly string[] = [
  ModelOperation.CHAT,
  ModelOperation.TEXT_COMPLETION,
  ModelOperation.GENERATE_CONTENT,
];

/** One kind of call each. */
export const FAMILIES: readonly string[] = [
  ModelOperation.EMBEDDINGS,
  ModelOperation.RERANK,
  ModelOperation.IMAGE_GENERATION,
  ModelOperation.IMAGE_EDIT,
  ModelOperation.SPEECH_TO_TEXT,
  ModelOperation.TEXT_TO_SPEECH,
  ModelOperation.MODERATION,
];

/** What may be a sum over calls, or is none: what a library does around them. */
export const AROUND_CALLS: readonly string[] = [
  GenAiOperation.INVOKE_WORKFLOW,
  ModelOperation.CREATE_AGENT,
  ModelOperation.INVOKE_AGENT,
];

const NAME = place('name');
const TOLD = place('gen_ai_operation');
const TRACELOOP_KIND = place('traceloop_kind');
const MCP_METHOD = place('mcp_method');
const OPENINFERENCE_KIND = place('openinference_kind');
const AI_SDK_OPERATION = place('ai_sdk_operation');

type Values = readonly ColumnValue[];

/**
 * The convention's name of what a span did with a model, an agent or a tool, whichever library tells. A tool's span is a
 * border between calls, so all that tells of one counts before what else the span is called.
 */
export function modelOperation(values: Values): string | null {
  if (isForeignTool(values)) return GenAiOperation.EXECUTE_TOOL;
  const told = values[TOLD] as string | null;
  if (told !== null) return FOREIGN_OPERATIONS.get(told.toLowerCase()) ?? told;
  const kind = values[OPENINFERENCE_KIND] as string | null;
  const step = values[AI_SDK_OPERATION] as string | null;
  return OPENINFERENCE_OPERATIONS[kind ?? ''] ?? AI_SDK_OPERATIONS[step ?? ''] ?? null;
}

function isForeignTool(values: Values): boolean {
  if (values[MCP_METHOD] === MCP_TOOL_CALL) return true;
  if ((values[TRACELOOP_KIND] as string | null)?.toLowerCase() === 'tool') return true;
  const name = values[NAME] as string | null;
  return name !== null && (name === MCP_TOOL_CALL || name.startsWith(`${MCP_TOOL_CALL} `));
}
