import { CommanderError } from 'commander';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { botanuProgram } from '../../src/cli/program';
import { ROOT } from './snippets';

const WIDTH = 120;

/** A file's name is another one each time. */
const FILE_NAME = /spans-\d{8}T\d{6}Z-\d+-[0-9a-f]{8}\.jsonl(?!\.gz)/g;

const RATE_CARD = 'samples/gift-shop/botanu.prices.yaml';

/** What the commands find: the support agent's ledger, the gift shop's, and that of its shop alone. */
const FILES: readonly (readonly [from: string, to: string])[] = [
  ['test/docs/ledgers/support-agent/support-agent.jsonl.gz', '.botanu/spans.jsonl.gz'],
  ['test/docs/ledgers/gift-shop/shop.jsonl.gz', 'gift-shop/.botanu/shop.jsonl.gz'],
  ['test/docs/ledgers/gift-shop/workshop.jsonl.gz', 'gift-shop/.botanu/workshop.jsonl.gz'],
  [RATE_CARD, 'gift-shop/botanu.prices.yaml'],
  ['test/docs/ledgers/gift-shop/shop.jsonl.gz', 'shop/.botanu/shop.jsonl.gz'],
  ['test/docs/ledgers/gift-shop/workshop.jsonl.gz', 'shop/traces-workshop.json.gz'],
  [RATE_CARD, 'shop/botanu.prices.yaml'],
];

/** What a line such as `npx botanu report --by model` prints of the recorded ledgers of the samples. */
export class CommandOutput {
  readonly directory = mkdtempSync(join(tmpdir(), 'botanu-commands-'));
  private readonly before = process.cwd();

  constructor() {
    for (const [from, to] of FILES) cpSync(join(ROOT, from), join(this.directory, to));
  }

  /**
   * @param line may end in `| tail -3`
   * @param folder where the command is run, within the directory
   */
  async of(line: string, folder = ''): Promise<string> {
    const [command = '', last = 0] = line.split(' | tail -');
    const written = await this.written(words(command).slice(2), folder);
    return written.split('\n').slice(-Number(last)).join('\n');
  }

  private async written(args: readonly string[], folder: string): Promise<string> {
    process.chdir(join(this.directory, folder));
    let written = '';
    const write = (text: string): void => void (written += text);
    const program = botanuProgram(write, WIDTH);
    for (const command of [program, ...program.commands]) {
      command.configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => WIDTH });
    }
    await program.parseAsync(['node', 'botanu', ...args]).catch((error: unknown) => {
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
