// Leaves with 1,001 spans in the buffer, of one run.
import { initBotanu, runUseCase, trackToolCall } from 'botanu';

initBotanu({ serviceName: 'compatibility' });

runUseCase('Leaving', () => {
  for (let i = 0; i < 1_000; i++) trackToolCall({ name: 'search' }, () => i);
});
process.exit(0);
