import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { botanuProgram } from '../../src/cli/program';
import { CommandOutput } from './command-output';
import { ROOT, textOf } from './snippets';

const COMMANDS = 'docs/api/commands.md';
const PAGES = [COMMANDS, 'README.md'];
/** A prompt may name the folder: `gift-shop$ npx botanu report`. */
const CONSOLE = /^```console\n(?<folder>[\w-]*)\$ (?<line>[^\n]*)\n(?<output>.*?)^```$/gms;

/** `UPDATE_DOCS=1 npx jest test/docs/commands-page` writes the outputs anew. */
const writes = process.env.UPDATE_DOCS === '1';

describe.each(PAGES)('%s', (page) => {
  let commands: CommandOutput;
  beforeAll(() => (commands = new CommandOutput()));
  afterAll(() => commands.remove());

  const blocks = [...textOf(page).matchAll(CONSOLE)].map(({ groups }) => ({
    folder: groups!.folder!,
    line: groups!.line!,
    output: groups!.output!,
  }));

  it.each(blocks)('$line prints what the page says', async ({ folder, line, output }) => {
    const printed = `${await commands.of(line, folder)}\n`;
    if (!writes) {
      expect(output).toBe(printed);
      return;
    }
    const block = (its: string): string => `\`\`\`console\n${folder}$ ${line}\n${its}\`\`\``;
    writeFileSync(
      join(ROOT, page),
      textOf(page).replace(block(output), () => block(printed)),
    );
  });
});

it('tells every command', () => {
  const told = [...textOf(COMMANDS).matchAll(/^## `botanu (\w+)`$/gm)].map(([, name]) => name);
  const known = botanuProgram(() => undefined, undefined).commands.map((command) => command.name());
  expect(told.sort()).toEqual(known.sort());
});
