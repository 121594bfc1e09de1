import { spawn, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { BundledApp } from './bundled-app';

const ROOT = join(__dirname, '../..');

// Compiling it takes longer than most of what it is asked.
const command = new BundledApp(join(ROOT, 'src/cli/main.ts'));
// Also for another user.
chmodSync(command.directory, 0o755);
afterAll(() => command.remove());

/** The command itself, for a shell that runs `node` on it. */
export const BOTANU_SCRIPT = command.script;

export const BOTANU_ENV = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };

/** Somebody to run it as who has no rights to others' files. */
export const NOBODY: { readonly uid?: number } = process.getuid?.() === 0 ? { uid: 65534 } : {};

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in a process of its own. */
export const botanu = (...args: string[]): Ended =>
  spawnSync(process.execPath, [BOTANU_SCRIPT, ...args], { cwd: ROOT, env: BOTANU_ENV, encoding: 'utf8' });

/** The same, beside others. */
export function botanuBeside(
  args: readonly string[],
  options: { readonly uid?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [BOTANU_SCRIPT, ...args], { cwd: ROOT, env: BOTANU_ENV, ...options });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
