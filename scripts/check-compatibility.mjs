// Whether the package works with every Node.js, OpenTelemetry, TypeScript and compiler that docs/compatibility.md
// names, all installed from the registry; and whether that page says what came of it. `--write` puts it there.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Checklist } from './checklist.mjs';
import { COMPILERS, LINES, NODES, packagesOf, TYPESCRIPTS } from './compatibility-matrix.mjs';
import { asMarkdown, committed, rewrite } from './compatibility-page.mjs';
import { CompatibilityProject, PROGRAMS, PROGRAMS_OF_NODE, Tools } from './compatibility-project.mjs';
import { eachOf } from './each-of.mjs';
import { compilers, DIALECT_NAMES, MODULES, VARIANTS } from './package-consumer.mjs';
import { packTarball, ROOT } from './packed-tarball.mjs';

/** What compiles programs, and runs them, where neither is what is looked at. */
const TYPESCRIPT = '6.0';
const NODE = '22';
const NONE = '–';

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const devDependency = (name) => `${name}@${devDependencies[name]}`;
const startedMs = performance.now();

const list = new Checklist();
const tools = new Tools();
const nodePath = (version) => tools.path(`node_modules/node-${version}/bin/node`);
const { path: tarball } = await list.require('it packs', packTarball);
await list.require('versions of Node.js and TypeScript are installed', () => {
  const node = `node-${process.platform}-${process.arch}`;
  const nodes = NODES.map((version) => `node-${version}@npm:${node}@${version}`);
  return tools.install(...nodes, ...compilers(TYPESCRIPTS));
});
const lines = LINES.map((line) => ({ ...line, project: new CompatibilityProject() }));
for (const line of lines) {
  const { name, project } = line;
  await list.require(`it installs beside OpenTelemetry ${name}`, () =>
    project.install(tarball, ...packagesOf(line), ...['@duckdb/node-api', '@types/node'].map(devDependency)),
  );
  for (const dialect of DIALECT_NAMES) {
    await list.require(`it type-checks beside OpenTelemetry ${name}, ${dialect} decorators`, () =>
      project.compileByTypeScript(tools, TYPESCRIPT, dialect, Object.keys(MODULES), PROGRAMS_OF_NODE),
    );
  }
}
const [{ project: anyLine }] = lines;
const others = COMPILERS.map((compiler) => ({ ...compiler, tools: new Tools() }));
for (const { name, packages, tools } of others) {
  await list.require(`${name} is installed`, () => tools.install(...packages));
}

/** A cell is a text, or a check with a name, and with the limit that it has to run into, if there is one. */
const tables = [
  {
    title: 'Node.js and OpenTelemetry',
    header: [
      'Node.js',
      'OpenTelemetry',
      'ledger and report',
      'OTLP endpoint',
      '`withBotanu`',
      'parts by hand',
      '`process.exit`',
    ],
    rows: NODES.flatMap((version) => lines.map((line) => nodeRow(version, line))),
  },
  {
    title: 'TypeScript',
    header: ['TypeScript', 'standard decorators', 'legacy decorators'],
    rows: TYPESCRIPTS.map((version) => [
      version,
      ...DIALECT_NAMES.map((dialect) => typescriptCell(version, dialect)),
    ]),
  },
  {
    title: 'Other compilers',
    header: [
      'compiler',
      'decorators',
      'on methods and classes',
      'on `#private` methods and fields',
      'on a class and its `static #private` method',
      'on parameters',
    ],
    rows: others.flatMap((compiler) =>
      Object.keys(compiler.dialects).map((dialect) => compilerRow(compiler, dialect)),
    ),
  },
];

const checks = tables.flatMap(({ rows }) => rows.flat()).filter((cell) => typeof cell !== 'string');
await eachOf(checks, Math.min(2, availableParallelism()), async (cell) => {
  cell.text = (await list.check(cell.name, () => textOf(cell))) ?? 'FAILED';
});
const markdown = asMarkdown(tables);
console.log(
  `${markdown}\n${checks.length} cells, ${((performance.now() - startedMs) / 1000).toFixed(0)} s in all`,
);
if (list.failed === 0) {
  if (process.argv.includes('--write')) rewrite(markdown);
  await list.check('docs/compatibility.md says so (npm run check:compatibility -- --write)', () =>
    assert.equal(committed(), markdown),
  );
}
list.end();

async function textOf({ body, limit }) {
  if (limit === undefined) {
    await body();
    return 'yes';
  }
  await assert.rejects(body, limit.error);
  return `no: ${limit.why}`;
}

function nodeRow(version, { name, project }) {
  const label = [version, name];
  const { engines } = JSON.parse(project.read('node_modules/@opentelemetry/sdk-node/package.json'));
  if (!admits(engines.node, version)) {
    return [...label, `no: OpenTelemetry asks for Node.js ${engines.node}`, NONE, NONE, NONE, NONE];
  }
  const node = nodePath(version);
  const check = (what, variants, body) => ({
    name: `Node.js ${version}, OpenTelemetry ${name}: ${what}`,
    body: async () => {
      for (const { modules, dialect } of variants) {
        await body(`out/typescript-${TYPESCRIPT}-${dialect}/${modules}`);
      }
    },
  });
  // Where nothing is decorated.
  const either = VARIANTS.filter(({ dialect }) => dialect === 'standard');
  return [
    ...label,
    check('ledger and report', VARIANTS, (programs) => project.reports(node, programs)),
    check('OTLP endpoint', VARIANTS, (programs) => project.posts(node, programs)),
    check('withBotanu', either, (programs) => project.samplesBeside(node, programs)),
    check('parts by hand', either, async (programs) => {
      for (const way of ['NodeSDK', 'provider']) await project.worksByHand(node, programs, way);
    }),
    check('process.exit', either, (programs) => project.leavesNothingBehind(node, programs)),
  ];
}

/** For ranges as OpenTelemetry writes them: '>=22.15.0', '^18.19.0 || >=20.6.0'. The newest of a major is run. */
function admits(range, version) {
  const [, major] = /(?:^|\|\| )>=(\d+)\.[\d.]+$/.exec(range);
  return Number(version) >= Number(major);
}

function typescriptCell(version, dialect) {
  const programs = Object.values(PROGRAMS[dialect]);
  return {
    name: `TypeScript ${version}: ${dialect} decorators`,
    body: async () => {
      const names = programs.map(({ program }) => program);
      const out = await anyLine.compileByTypeScript(tools, version, dialect, ['esm'], names);
      for (const each of programs) await anyLine.writesItsSpans(nodePath(NODE), `${out}/esm`, each);
    },
  };
}

function compilerRow(compiler, dialect) {
  const programs = PROGRAMS[dialect === 'legacy' ? 'legacy' : 'standard'];
  const cell = (key) => {
    const each = programs[key];
    if (each === undefined) return NONE;
    return {
      name: `${compiler.name}, ${dialect} decorators: ${each.program}`,
      limit: compiler.dialects[dialect][key],
      body: async () => {
        const { program } = each;
        const out = await anyLine.compileBy(compiler.tools, nodePath(NODE), compiler, dialect, program);
        await anyLine.writesItsSpans(nodePath(NODE), out, each);
      },
    };
  };
  return [compiler.name, dialect, ...['agent', 'privateMembers', 'decoratedClass', 'parameters'].map(cell)];
}
