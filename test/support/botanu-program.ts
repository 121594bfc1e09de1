import { botanuProgram } from '../../src/cli/program';

/** What the command writes, asked in this process; it throws what ends it, with what was `told` on stderr. */
export async function botanu(...args: string[]): Promise<string> {
  let written = '';
  let told = '';
  const program = botanuProgram((text) => (written += text), 120);
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: (text) => (told += text) });
  await program.parseAsync(['node', 'botanu', ...args]).catch((error: unknown) => {
    throw Object.assign(error as Error, { told });
  });
  return written;
}
