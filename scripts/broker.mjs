import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A broker of Debian's on a free port of loopback, its data in `directory`, until this process leaves. */
export async function startBroker({ package: name, command, args }, directory) {
  if (spawnSync(command, ['--version']).error !== undefined) install(name);
  const port = await freePort();
  const broker = spawn(command, args(port, directory), { cwd: directory, stdio: 'ignore' });
  process.on('exit', () => broker.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  while (!(await answers(port))) {
    if (broker.exitCode !== null) throw new Error(`${command} left with ${broker.exitCode}`);
    await sleep(50);
  }
  return { port, stop: () => broker.kill('SIGKILL') };
}

function install(name) {
  // Without the second the package would start a server of its own, where there is something that starts servers.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  execFileSync('apt-get', ['-qq', 'update'], { env, stdio: 'pipe' });
  execFileSync('apt-get', ['-qq', '--yes', 'install', '--no-install-recommends', name], {
    env,
    stdio: 'pipe',
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (whether) => {
      socket.destroy();
      resolve(whether);
    };
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });
