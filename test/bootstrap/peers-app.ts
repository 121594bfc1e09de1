import { initBotanu } from '../../src/bootstrap/init-botanu';

try {
  initBotanu(process.argv[2] === undefined ? {} : { otlpEndpoint: process.argv[2] });
  process.stdout.write('started');
} catch (error) {
  const { name, code, message } = error as Error & { code: string };
  process.stdout.write(`${name} ${code}: ${message}`);
}
