import { CommanderError } from 'commander';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { botanuProgram } from '../../src/cli/program';
import { ROOT } from './snippets';

const WIDTH = 120;

/** A file's name is another one each time. */
const FILE_NAME = /spans-\d{8}T\d{6}Z-\d+-[0-9a-f]{8}\.jsonl(?!\.gz)/g;

/** What a line such as `npx botanu report --by model` prints of the recorded ledger of the sample. */
export class CommandOutput {
  readonly directory = mkdtempSync(join(tmpdir(), 'botanu-commands-'));
  private readonly before = process.cwd();

  constructor() {
    cpSync(join(ROOT, 'test/docs/sample-ledger'), join(this.directory, '.botanu'), { recursive: true });
    process.chdir(this.directory);
  }

  async of(line: string): Promise<string> {
    let written = '';
    const write = (text: string): void => void (written += text);
    const program = botanuProgram(write, WIDTH);
    for (const command of [program, ...program.commands]) {
      command.configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => WIDTH });
    }
    await program.parseAsync(['node', 'botanu', ...words(line).slice(2)]).catch((error: unknown) => {
      // Commander has written what it has to say.
      if (!(error instanceof CommanderError)) write(`botanu: ${(error as Error).message}\n`);
    });
    return written.replaceAll(FILE_NAME, 'spans-….jsonl').trimEnd();
  }

  remove(): void {
    process.chdir(this.before);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|([^\s']+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
