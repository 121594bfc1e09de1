import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A project of its own in a temporary folder, outside this repository, removed when the process leaves. */
export class EmptyProject {
  directory = mkdtempSync(join(tmpdir(), 'botanu-project-'));

  constructor(packageJson = {}) {
    process.on('exit', () => rmSync(this.directory, { recursive: true, force: true }));
    this.write('package.json', JSON.stringify({ name: 'project', private: true, ...packageJson }));
  }

  path(...parts) {
    return join(this.directory, ...parts);
  }

  write(file, text) {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  read(file) {
    return readFileSync(this.path(file), 'utf8');
  }

  copy(from, to) {
    cpSync(from, this.path(to), { recursive: true });
  }

  /** TypeScript whose imports name whole files, as ES modules must and others may. */
  copySources(from, to) {
    this.copy(from, to);
    const files = statSync(from).isFile()
      ? [to]
      : readdirSync(from, { recursive: true }).map((file) => join(to, file));
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      this.write(file, this.read(file).replace(/(from '\.\.?\/[^']+)'/g, "$1.js'"));
    }
  }

  /** A copy of a file from elsewhere, away from the packages there; its path. */
  take(file) {
    this.copy(file, basename(file));
    return this.path(basename(file));
  }

  /** From the registry, or from a tarball's path. */
  async install(...packages) {
    await this.run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
  }

  /** What a command prints; an error with all that it printed if it fails. */
  async run(command, args, options = {}) {
    const result = await this.attempt(command, args, options);
    if (result.code === 0) return result.stdout;
    throw new Error(
      `${command} ${args.join(' ')} left with ${result.code}\n${result.stdout}${result.stderr}`,
    );
  }

  /** How a command ended, whichever way. */
  async attempt(command, args, { cwd = this.directory, env = {} } = {}) {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 28 };
    try {
      return { code: 0, ...(await execute(command, args, options)) };
    } catch (error) {
      if (error.stdout === undefined) throw error;
      return { code: error.code ?? error.signal, stdout: error.stdout, stderr: error.stderr };
    }
  }

  /** A program of the project, by this process's own Node.js. */
  node(file, ...args) {
    return this.run(process.execPath, [file, ...args]);
  }
}
