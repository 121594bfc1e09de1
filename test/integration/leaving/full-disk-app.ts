import { trace } from '@opentelemetry/api';
import { initBotanu } from '../../../src/bootstrap/init-botanu';

/** Records spans, flushing now and then, until there are 3,000. */
const botanu = initBotanu({ serviceName: 'full-disk', autoInstrument: false });

async function main(): Promise<void> {
  for (let i = 0; i < 3_000; i++) {
    trace.getTracer('full-disk').startSpan(`span ${i}`).end();
    if (i % 100 === 0) await botanu.flush();
  }
  await botanu.shutdown();
  process.stdout.write('done\n');
}

void main();
