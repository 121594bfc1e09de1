import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { botanuProgram } from '../../src/cli/program';
import { CommandOutput } from './command-output';
import { ROOT, textOf } from './snippets';

const PAGE = 'docs/api/commands.md';
const CONSOLE = /^```console\n\$ (?<line>[^\n]*)\n(?<output>.*?)^```$/gms;

let commands: CommandOutput;
beforeAll(() => (commands = new CommandOutput()));
afterAll(() => commands.remove());

const blocks = () =>
  [...textOf(PAGE).matchAll(CONSOLE)].map(({ groups }) => ({ line: groups!.line!, output: groups!.output! }));

/** `UPDATE_DOCS=1 npx jest test/docs/commands-page` writes the outputs anew. */
const writes = process.env.UPDATE_DOCS === '1';

it.each(blocks())('$line prints what the page says', async ({ line, output }) => {
  const printed = `${await commands.of(line)}\n`;
  if (!writes) {
    expect(output).toBe(printed);
    return;
  }
  const block = (its: string): string => `\`\`\`console\n$ ${line}\n${its}\`\`\``;
  writeFileSync(
    join(ROOT, PAGE),
    textOf(PAGE).replace(block(output), () => block(printed)),
  );
});

it('tells every command', () => {
  const told = [...textOf(PAGE).matchAll(/^## `botanu (\w+)`$/gm)].map(([, name]) => name);
  const known = botanuProgram(() => undefined, undefined).commands.map((command) => command.name());
  expect(told.sort()).toEqual(known.sort());
});
