import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ledgerSpans, type OtlpSpan } from '../../support/ledger-spans';

const ROOT = resolve(__dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
  readonly spans: readonly OtlpSpan[];
  /** Files of spans that the process has written: one for each thread that started botanu. */
  readonly files: number;
}

/** A folder with botanu installed as its users have it, built from this source, beside this project's packages. */
export class InstalledApp {
  readonly directory = mkdtempSync(join(tmpdir(), 'botanu-register-'));

  constructor() {
    const modules = join(this.directory, 'node_modules');
    mkdirSync(join(modules, '@opentelemetry'), { recursive: true });
    for (const name of ['reflect-metadata', 'yaml']) this.link(name);
    for (const name of readdirSync(join(ROOT, 'node_modules/@opentelemetry')))
      this.link(`@opentelemetry/${name}`);
    mkdirSync(join(modules, 'botanu'));
    cpSync(join(ROOT, 'package.json'), join(modules, 'botanu/package.json'));
    const build = [join(ROOT, 'scripts/build.mjs'), join(modules, 'botanu/dist'), '--code-only'];
    execFileSync(process.execPath, build, { stdio: 'pipe' });
  }

  private link(name: string): void {
    symlinkSync(join(ROOT, 'node_modules', name), join(this.directory, 'node_modules', name));
  }

  write(file: string, text: string): void {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Runs Node.js with these arguments; what it wrote to the ledger. */
  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const ledger = mkdtempSync(join(this.directory, 'ledger-'));
    const child = spawn(process.execPath, [...args], {
      cwd: this.directory,
      env: { PATH: process.env.PATH, BOTANU_LEDGER: ledger, BOTANU_AUTO_DETECT_RESOURCES: 'off', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    const files = readdirSync(ledger).filter((name) => name.startsWith('spans-')).length;
    return { code, stderr, spans: ledgerSpans(ledger), files };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
