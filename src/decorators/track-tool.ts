import { METADATA_KEYS } from '../metadata/botanu-metadata';
import { Operation } from '../tracking/operation';
import type { AnyFunction, PerCall } from '../tracking/per-call';
import { type ToolOptions, toolOperation } from '../tracking/tool-tracker';
import { checkedOptions, type ClassOptions, refuseBareUse } from './decorator-options';
import type { BotanuDecorator } from './method-decorator';
import { trackingDecorator } from './tracked-method';

/** Options of {@link TrackTool}; each may be a function of the method's own `this` and arguments. */
export type TrackToolOptions<T, M extends AnyFunction> = PerCall<T, M, ToolOptions> & ClassOptions;

/**
 * Each call of the method is one execution of a tool: an INTERNAL span named `execute_tool {name}`, with whether
 * it succeeded and how long it took.
 *
 * The method keeps its `this`, arguments, result and errors. On a class: every own method. Conventions:
 * OpenTelemetry GenAI.
 *
 * @param nameOrOptions the tool's name, or all options; the method's name if left out
 * @throws `BotanuError` at definition, for an option it does not know or a place it cannot decorate
 * @example
 * ```ts
 * class Tools {
 *   \@TrackTool('lookup_order', { toolCallId: (call) => call.id })
 *   async lookUpOrder(call: { id: string; orderId: string }) {
 *     return orders.get(call.orderId);
 *   }
 * }
 * ```
 */
export function TrackTool<T, M extends AnyFunction>(
  nameOrOptions?: string | TrackToolOptions<T, M>,
  options?: TrackToolOptions<T, M>,
): BotanuDecorator<T, M> {
  refuseBareUse('TrackTool', "@TrackTool('lookup_order')", arguments);
  const given = typeof nameOrOptions === 'string' ? { ...options, name: nameOrOptions } : nameOrOptions;
  return trackingDecorator({
    name: 'TrackTool',
    kind: 'tool',
    options: checkedOptions('TrackTool', given, OPTIONS),
    trackerKind: 'tool',
    makeRunner: (resolved, site) => new Operation(toolOperation, resolved, site),
  });
}

TrackTool.KEY = METADATA_KEYS.tool;

const OPTIONS = ['name', 'toolCallId', 'type', 'provider', 'attributes', 'methods'];
