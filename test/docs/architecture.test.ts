import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, textOf } from './snippets';
import { quoted, tableRows } from './tables';

it('the picture of the house has every room of src, and no other', () => {
  const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).map((entry) =>
    entry.isDirectory() ? `${entry.name}/` : entry.name,
  );
  const drawn = tableRows(textOf('docs/concepts/architecture.md'), 'folder of `src/`').map(
    ([name]) => quoted(name!)[0]!,
  );
  expect(drawn.filter((name) => name !== 'tracking/settle/').sort()).toEqual(rooms.sort());
});
