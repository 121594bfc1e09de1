import { trace } from '@opentelemetry/api';
import { initBotanu } from '../../../src/bootstrap/init-botanu';

/** Records 1,000 spans and leaves by the door that its first argument names. */
const [door, listener] = process.argv.slice(2);

const botanu = initBotanu({ serviceName: 'leaver' });

const later = (): unknown => setTimeout(() => process.exit(3), 50);
if (listener === 'on') process.on(door as 'SIGTERM', later);
if (listener === 'once') process.once(door as 'SIGTERM', later);
if (listener === 'at once') process.on(door as 'SIGTERM', () => process.exit(3));

const tracer = trace.getTracer('leaver');
for (let i = 0; i < 1_000; i++) tracer.startSpan(`span ${i}`).end();

switch (door) {
  case 'exit':
    process.exit(2);
    break;
  case 'exit while stopping':
    void botanu.shutdown();
    process.exit(2);
    break;
  case 'own SIGTERM':
  case 'own SIGINT':
    process.kill(process.pid, door.slice('own '.length));
    // In case that it changes nothing.
    setTimeout(() => process.exit(9), 15_000);
    break;
  case 'exit later':
    setTimeout(() => process.exit(2), 30);
    break;
  case 'throw':
    throw new Error('nobody catches this');
  case 'reject':
    void Promise.reject(new Error('nobody catches this'));
    break;
  case 'end':
    break;
  default:
    // Stays until a signal comes.
    setInterval(() => {}, 1_000);
    process.stdout.write('ready\n');
}
