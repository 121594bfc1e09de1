import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_HEADER, clientRows } from '../decorators/clients/client-rows';
import { tableRows } from './tables';

const ROOT = join(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

it('lists the clients that are tested, with what comes of their calls', () => {
  const { devDependencies } = JSON.parse(textOf('package.json')) as {
    devDependencies: Record<string, string>;
  };
  const page = textOf('docs/tracking/clients.md');
  expect(page).toContain(`| ${CLIENT_HEADER.join(' | ')} |`);
  expect(tableRows(page, CLIENT_HEADER[0]!)).toEqual(clientRows(devDependencies));
});
