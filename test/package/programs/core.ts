// Records, and starts nothing: prints which packages that took, and which names there are.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as botanu from 'botanu';

const answer = botanu.runUseCase('Customer Support', () =>
  botanu.trackToolCall({ name: 'search' }, (tool) => {
    tool.setResult({ success: true });
    return 'answered';
  }),
);

const loaded = Object.keys(createRequire(join(process.cwd(), 'main.js')).cache).map(
  (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
);
const packages = [...new Set(loaded)].filter((name) => name !== undefined).sort();
const names = Object.keys(botanu).filter((name) => name !== 'default' && name !== 'module.exports');
process.stdout.write(JSON.stringify({ answer, packages, names: names.sort() }));
