import { type Attributes, SpanKind } from '@opentelemetry/api';
import { BotanuAttribute, GenAiAttribute } from '../semconv/attributes';
import { GenAiOperation } from '../semconv/events';
import { METRIC_STATUS } from '../semconv/metrics';
import { providerNames } from '../semconv/providers';
import { isCount, isFlag, isText, orNothing } from '../shared/checked-values';
import type { SpanDescription } from './opening';
import type { OperationKind } from './operation';
import type { OpenSpan, OperationStatus } from './open-span';
import { SpanTracker } from './span-tracker';
import { startAttributes } from './start-attributes';

/** What a tool's execution is, as far as it is known before it. */
export interface ToolOptions {
  /** @default the method's name */
  readonly name?: string | undefined;
  /** The id of the tool call in the model's response. */
  readonly toolCallId?: string | undefined;
  /** `function`, `extension`, `datastore` or what the provider calls it. */
  readonly type?: string | undefined;
  /** Whose tool it is, where it is not your own. */
  readonly provider?: string | undefined;
  /** More attributes for the span. */
  readonly attributes?: Attributes | undefined;
}

/** What came out of a tool. Whole numbers from 0 up. */
export interface ToolResult {
  /** @default whether the tool returned without an error */
  readonly success?: boolean | undefined;
  readonly itemsReturned?: number | undefined;
  readonly bytesProcessed?: number | undefined;
}

interface ToolDescription extends SpanDescription {
  readonly toolName: string;
}

/** Records one execution of a tool. */
export class ToolTracker extends SpanTracker {
  /** @internal */
  protected override get metadataPrefix(): string {
    return 'botanu.tool.';
  }

  /** @internal */
  readonly toolName: string;
  /** @internal */
  success: boolean | undefined = undefined;

  /** @internal */
  constructor(open: OpenSpan, toolName: string) {
    super(open);
    this.toolName = toolName;
  }

  /** The id of the tool call in the model's response, where it is known only now. */
  setToolCallId(id: string): this {
    this.writeText('toolCallId', GenAiAttribute.TOOL_CALL_ID, id);
    return this;
  }

  /** Records what the tool brought; `success: false` is how one fails without an error. */
  setResult(result: ToolResult): this {
    const { success, itemsReturned, bytesProcessed } = orNothing(result);
    const { writer } = this;
    if (isFlag('success', success)) this.success = success;
    if (isCount('itemsReturned', itemsReturned))
      writer.setAttribute(BotanuAttribute.TOOL_ITEMS_RETURNED, itemsReturned);
    if (isCount('bytesProcessed', bytesProcessed)) {
      writer.setAttribute(BotanuAttribute.TOOL_BYTES_PROCESSED, bytesProcessed);
    }
    return this;
  }

  /** @internal */
  override writeEnd(status: OperationStatus): void {
    const { writer } = this;
    const { durationMs, meters } = this.open;
    // A tool that was left or abandoned neither succeeded nor failed.
    const success = this.success ?? AUTOMATIC_SUCCESS[status];
    if (success !== undefined) writer.setAttribute(BotanuAttribute.TOOL_SUCCESS, success);
    writer.setAttribute(BotanuAttribute.TOOL_DURATION_MS, durationMs);
    if (meters === undefined) return;
    const attributes: Attributes = {
      [GenAiAttribute.TOOL_NAME]: this.toolName,
      [METRIC_STATUS]: status === 'success' && success === false ? 'failed' : status,
    };
    meters.toolExecutions.add(1, attributes);
    meters.toolDuration.record(durationMs / 1000, attributes);
  }
}

const AUTOMATIC_SUCCESS: Readonly<Partial<Record<OperationStatus, boolean>>> = {
  success: true,
  failed: false,
};

/** Executions of tools. */
export const toolOperation: OperationKind<ToolOptions, ToolDescription, ToolTracker> = {
  kind: 'tool',
  timed: true,

  describe({ name, toolCallId, type, provider, attributes }, site) {
    const toolName = isText('name', name) ? name : site.name;
    return {
      toolName,
      spanName: `${GenAiOperation.EXECUTE_TOOL} ${toolName}`,
      spanOptions: { kind: SpanKind.INTERNAL },
      attributes: startAttributes(
        {
          [GenAiAttribute.OPERATION_NAME]: GenAiOperation.EXECUTE_TOOL,
          [GenAiAttribute.TOOL_NAME]: toolName,
          [GenAiAttribute.TOOL_TYPE]: type,
          [GenAiAttribute.TOOL_CALL_ID]: toolCallId,
          [BotanuAttribute.VENDOR]: isText('provider', provider) ? providerNames(provider).vendor : undefined,
        },
        attributes,
      ),
    };
  },

  track: (open, { toolName }) => new ToolTracker(open, toolName),
};
