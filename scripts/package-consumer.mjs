import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { EmptyProject } from './empty-project.mjs';
import { ROOT } from './packed-tarball.mjs';

/** A project's `type`, by the kind of modules that its TypeScript becomes. */
export const MODULES = { esm: 'module', cjs: 'commonjs' };
export const DIALECTS = {
  standard: {},
  legacy: { experimentalDecorators: true, emitDecoratorMetadata: true },
};
const OTHER = { standard: 'legacy', legacy: 'standard' };

export const DIALECT_NAMES = Object.keys(DIALECTS);
/** Every kind of modules with every dialect. */
export const VARIANTS = Object.keys(MODULES).flatMap((modules) =>
  DIALECT_NAMES.map((dialect) => ({ modules, dialect })),
);

/** As strict as a user may be, the package's own declarations included. */
export const STRICTEST = {
  target: 'es2022',
  lib: ['es2022'],
  types: ['node'],
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  declaration: true,
  rootDir: '.',
};

/** Classes of which a user's own stand-in is one, if it has the same members: none of them is private. */
const STRUCTURAL = [
  'BotanuError',
  'BotanuPropagator',
  'BotanuSpanProcessor',
  'RunContext',
  ...['Span', 'LLM', 'Tool', 'DB', 'Storage', 'Messaging', 'Run'].map((kind) => `${kind}Tracker`),
];
const structuralTypes = STRUCTURAL.map(
  (name) => `export const as${name} = (like: { [K in keyof B.${name}]: B.${name}[K] }): B.${name} => like;\n`,
);

/** A project of a user's: the same sources as ES modules and as CommonJS, to be compiled in either dialect. */
export class PackageConsumer extends EmptyProject {
  constructor() {
    super();
    for (const [modules, type] of Object.entries(MODULES)) {
      this.copySources(join(ROOT, 'test/package/programs'), modules);
      this.write(`${modules}/structural.ts`, `import * as B from 'botanu';\n${structuralTypes.join('')}`);
      this.copySources(join(ROOT, 'test/types'), `${modules}/types`);
      for (const folder of [modules, ...DIALECT_NAMES.map((dialect) => compiled(modules, dialect))])
        this.write(`${folder}/package.json`, JSON.stringify({ type }));
    }
  }

  /** Installs compilers of several versions under names of their own. */
  installCompilers(versions, ...packages) {
    return this.install(...packages, ...compilers(versions));
  }

  async compile(version, dialect, { modules = Object.keys(MODULES), ...options } = {}) {
    const compilerOptions = { ...STRICTEST, ...DIALECTS[dialect], outDir: `out/${dialect}`, ...options };
    const exclude = Object.keys(MODULES).map((one) => `${one}/types/${OTHER[dialect]}`);
    this.write('tsconfig.json', JSON.stringify({ compilerOptions, include: modules, exclude }));
    await this.node(`node_modules/${compiler(version)}/bin/tsc`, '-p', '.');
  }

  /** What the doctor says of an application with this compiler and target. */
  async doctorOn(version, target) {
    const folder = `doctor-${version}-${target}`;
    this.write(`${folder}/package.json`, '{}');
    // A comment, as such files have them.
    this.write(`${folder}/tsconfig.json`, `{ /* ours */ "compilerOptions": { "target": "${target}" } }`);
    mkdirSync(this.path(folder, 'node_modules'));
    symlinkSync(this.path('node_modules', compiler(version)), this.path(folder, 'node_modules/typescript'));
    const { stdout } = await this.attempt(process.execPath, [this.path(COMMAND), 'doctor'], {
      cwd: this.path(folder),
    });
    return stdout;
  }

  /** Bundles one of the compiled programs; its path. */
  async bundle(program, format, ...options) {
    const outfile = this.path(`bundles/${format === 'esm' ? 'bundle.mjs' : 'bundle.cjs'}`);
    const entry = `${compiled('esm', 'standard')}/${program}.js`;
    const settings = ['--bundle', '--platform=node', '--target=node20', '--log-level=warning'];
    await this.run('node_modules/.bin/esbuild', [
      entry,
      ...settings,
      `--format=${format}`,
      `--outfile=${outfile}`,
      ...options,
    ]);
    return outfile;
  }

  /** What test/package/programs/core.ts prints. */
  async core(file) {
    return JSON.parse(await this.node(file));
  }
}

/** The folder of compiled programs. */
export const compiled = (modules, dialect) => `out/${dialect}/${modules}`;

/** What to install to have TypeScript in several versions, each under the name that `compiler` gives it. */
export const compilers = (versions) =>
  versions.map((version) => `${compiler(version)}@npm:typescript@~${version}.0`);

export const compiler = (version) => `typescript-${version}`;

const COMMAND = 'node_modules/botanu/dist/cli/main.js';

/**
 * Whether test/package/programs/support-agent.ts, in whatever form, writes a ledger from which the report has
 * its figures.
 */
export async function runsAndReports(project, file, reporter = project) {
  const cwd = project.path('runs');
  project.write('runs/package.json', '{}');
  await project.run('rm', ['-rf', '.botanu'], { cwd });
  await project.run(process.execPath, [file], { cwd });
  const report = await project.run(process.execPath, [reporter.path(COMMAND), 'report', '--json'], { cwd });
  const [useCase, ...others] = JSON.parse(report).useCases;
  assert.equal(others.length, 0);
  const { runs, successes, inclusive } = useCase;
  assert.deepEqual(
    { runs, successes, llmCalls: inclusive.llmCalls, pricedCalls: inclusive.pricedCalls },
    { runs: 5, successes: 4, llmCalls: 10, pricedCalls: 10 },
  );
}

/** Whether a program of the project fails and says on stderr what it should. */
export async function failsSaying(project, args, ...texts) {
  const { code, stderr } = await project.attempt(process.execPath, args);
  assert.notEqual(code, 0);
  for (const text of texts) assert.ok(stderr.includes(text), `expected ${text} in:\n${stderr}`);
}
