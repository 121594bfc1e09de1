import { withBotanu } from '../../src';

/** Prints what `withBotanu` makes of the environment. */
const { spanProcessors, textMapPropagator } = withBotanu({}, { ledger: false });
console.log(JSON.stringify({ others: spanProcessors.length - 1, fields: textMapPropagator?.fields() }));
process.exit();
