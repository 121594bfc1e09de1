import { metrics, trace } from '@opentelemetry/api';
import type { BotanuOptions } from '../../src/bootstrap/botanu-options';
import { initBotanu } from '../../src/bootstrap/init-botanu';

/** Records a span and a metric under the options that its argument gives, and ends unless told to stay. */
initBotanu({ autoInstrument: false, ...(JSON.parse(process.argv[2]!) as BotanuOptions) });
trace.getTracer('app').startSpan('checkout').end();
metrics.getMeter('app').createCounter('orders').add(1);
if (process.argv[3] === 'exit') process.exit(0);
if (process.argv[3] === 'stay') setInterval(() => process.stdout.write('ready\n'), 50);
