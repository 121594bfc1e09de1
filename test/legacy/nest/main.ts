// For scripts/check-nest.mjs: every order there is, against whichever version of Nest is installed.
import { compareClasses, compareHandlers } from './compare-twins';
import { ONE_OF_OURS, TWO_OF_OURS } from './our-decorators';

const NEST_DECORATORS = ['Get', 'UseGuards', 'SetMetadata', 'UseInterceptors'] as const;

async function main(): Promise<void> {
  const ours = [...ONE_OF_OURS, TWO_OF_OURS];
  const handlers = await compareHandlers(NEST_DECORATORS, ours);
  const classes = await compareClasses(ours);
  process.stdout.write(JSON.stringify({ handlers, classes }));
}

void main();
