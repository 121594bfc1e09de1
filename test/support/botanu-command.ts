import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

const ARGUMENTS = ['--require', 'esbuild-register', join(ROOT, 'src/cli/main.ts')];

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in a process of its own. */
export const botanu = (...args: string[]): Ended =>
  spawnSync(process.execPath, [...ARGUMENTS, ...args], { cwd: ROOT, encoding: 'utf8' });

/** The same, beside others. */
export function botanuBeside(
  args: readonly string[],
  options: { readonly uid?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [...ARGUMENTS, ...args], { cwd: ROOT, ...options });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
