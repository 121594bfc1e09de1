// For scripts/check-nest.mjs: every order there is, against whichever version of Nest is installed.
import { compareClasses, compareHandlers } from './compare-twins';

async function main(): Promise<void> {
  const handlers = await compareHandlers(['Get', 'UseGuards', 'SetMetadata', 'UseInterceptors']);
  const classes = await compareClasses();
  process.stdout.write(JSON.stringify({ handlers, classes }));
}

void main();
