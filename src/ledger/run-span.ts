import { BotanuSpanName } from '../semconv/events';

/** Whether a span is a run's own: it is known by its name, whatever else it stands for. */
export const isRunSpan = ({ name }: { readonly name: string | null }): boolean =>
  name?.startsWith(BotanuSpanName.RUN) ?? false;

/** The same in a query of spans; null where one has no name. */
export const IS_RUN_SPAN = `name LIKE '${BotanuSpanName.RUN}%'`;
