import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { EmptyProject } from './empty-project.mjs';
import { postedDuring } from './otlp-receiver.mjs';
import { compiler, DIALECTS, MODULES, STRICTEST } from './package-consumer.mjs';
import { ROOT } from './packed-tarball.mjs';
import { ledgerSpans, outline } from './span-outline.mjs';

const SOURCES = join(ROOT, 'test/compatibility');

/** Programs below test/compatibility, and the spans that have to come of each. */
const AGENT = {
  program: 'agent',
  spans: `
botanu.run/Customer Support, a run
  SELECT tickets
  botanu.run/Translation, a run
    chat claude-sonnet-4-5 (20 + 5 tokens)
  chat gpt-4o-mini (1000 + 12 tokens)
  execute_tool search
  execute_tool words`,
};
const PRIVATE_MEMBERS = {
  program: 'standard/private-members',
  spans: `
botanu.run/Customer Support, a run
  chat gpt-4o-mini (1000 + 12 tokens)
  execute_tool search
  execute_tool secret
  execute_tool shout`,
};
const DECORATED_CLASS = {
  program: 'standard/decorated-class-with-static-private',
  spans: `
execute_tool search
  execute_tool shout`,
};
const ONE_CALL = `
botanu.run/Customer Support, a run
  chat gpt-4o-mini (1000 + 12 tokens)`;
const PARAMETERS = { program: 'legacy/parameters', spans: ONE_CALL };
const WITH_BOTANU = { program: 'with-botanu', spans: ONE_CALL };

/** What compilers are given, in each dialect. */
export const PROGRAMS = {
  standard: { agent: AGENT, privateMembers: PRIVATE_MEMBERS, decoratedClass: DECORATED_CLASS },
  legacy: { agent: AGENT, parameters: PARAMETERS },
};

/** What is run beside every OpenTelemetry. */
export const PROGRAMS_OF_NODE = ['agent', 'leaving', 'own-sdk', 'with-botanu'];

/** What `botanu report` has to say of the agent. */
const REPORT = [
  { name: 'Customer Support', runs: 1, successes: 1, llmCalls: 2, pricedCalls: 2 },
  { name: 'Translation', runs: 1, successes: 1, llmCalls: 1, pricedCalls: 1 },
];

/** A user's project that has botanu and one line of OpenTelemetry in it. */
export class CompatibilityProject extends EmptyProject {
  constructor() {
    super();
    for (const [modules, type] of Object.entries(MODULES)) {
      this.copySources(SOURCES, modules);
      this.write(`${modules}/package.json`, JSON.stringify({ type }));
    }
  }

  /** Type-checks programs and emits them, by one of the compilers that another project has; the folder. */
  async compileByTypeScript(tools, version, dialect, modules, programs) {
    const outDir = `out/${compiler(version)}-${dialect}`;
    const compilerOptions = { ...STRICTEST, ...DIALECTS[dialect], outDir };
    const files = modules.flatMap((one) => programs.map((program) => `${one}/${program}.ts`));
    const tsconfig = `tsconfig.${version}.${dialect}.json`;
    this.write(tsconfig, JSON.stringify({ compilerOptions, files }));
    for (const one of modules) this.markModules(`${outDir}/${one}`, one);
    const tsc = tools.path(`node_modules/${compiler(version)}/bin/tsc`);
    await this.run(process.execPath, [tsc, '-p', tsconfig]);
    return outDir;
  }

  /** Compiles a program to an ES module by one of test/compatibility/compilers; the folder. */
  async compileBy(tools, node, { name, script }, dialect, program) {
    const outDir = `out/${name.replaceAll(' ', '-')}-${dialect}`;
    this.markModules(outDir, 'esm');
    await tools.run(node, [`${script}.mjs`, dialect, this.path(outDir), `esm/${program}.ts`]);
    return outDir;
  }

  markModules(folder, modules) {
    this.write(`${folder}/package.json`, JSON.stringify({ type: MODULES[modules] }));
  }

  /** Runs a compiled program where there is nothing yet: that folder, and what it printed. */
  async runElsewhere(node, file, { args = [], env = {} } = {}) {
    const cwd = mkdtempSync(this.path('run-'));
    return { cwd, stdout: await this.run(node, [this.path(file), ...args], { cwd, env }) };
  }

  /** Whether a compiled program writes the spans into its ledger that it should. */
  async writesItsSpans(node, folder, { program, spans }) {
    const left = await this.runElsewhere(node, `${folder}/${program}.js`);
    assert.equal(outline(ledgerSpans(left.cwd)), spans.trim());
    return left;
  }

  /** Whether the agent's ledger has its spans, and the report its figures. */
  async reports(node, folder) {
    const { cwd } = await this.writesItsSpans(node, folder, AGENT);
    const command = this.path('node_modules/botanu/dist/cli/main.js');
    const { useCases } = JSON.parse(await this.run(node, [command, 'report', '--json'], { cwd }));
    const figures = useCases.map(({ useCase, runs, successes, inclusive }) => {
      const { llmCalls, pricedCalls } = inclusive;
      return { name: useCase, runs, successes, llmCalls, pricedCalls };
    });
    assert.deepEqual(figures, REPORT);
  }

  /** Whether the agent posts both its runs, and no third. */
  async posts(node, folder) {
    const requests = await postedDuring((endpoint) =>
      this.runElsewhere(node, `${folder}/agent.js`, { env: { BOTANU_COLLECTOR_ENDPOINT: endpoint } }),
    );
    const traces = requests.filter(({ path }) => path === '/v1/traces').map(({ body }) => body);
    const text = Buffer.concat(traces).toString('latin1');
    // In protobuf a text stands as it is, after tags and lengths: the id's own, 36, is a dollar sign.
    const runs = [...text.matchAll(/botanu\.run_id..\n\$([0-9a-f-]{36})/gs)].map(([, id]) => id);
    assert.deepEqual([runs.length, new Set(runs).size], [AGENT.spans.trim().split('\n').length, 2]);
    for (const name of ['chat gpt-4o-mini', 'botanu.run/Translation']) assert.ok(text.includes(name), name);
  }

  /** Whether botanu's parts work in the application's own OpenTelemetry. */
  async worksByHand(node, folder, way) {
    const { stdout } = await this.runElsewhere(node, `${folder}/own-sdk.js`, { args: [way] });
    const { botanus, theirs, plan, baggage } = JSON.parse(stdout);
    const [{ runId }] = botanus;
    assert.match(runId, /^[0-9a-f-]{36}$/);
    const expected = [
      { name: 'chat gpt-4o-mini', runId, inputTokens: 1000, isRoot: false },
      { name: 'GET', runId, isRoot: false },
      { name: 'botanu.run/Customer Support', runId, isRoot: true },
      { name: 'GET /orders', runId, isRoot: false },
      { name: 'process order', runId, isRoot: false },
    ];
    assert.deepEqual({ botanus, theirs, plan }, { botanus: expected, theirs: expected, plan: 'gold' });
    assert.ok(baggage.includes(`botanu.run_id=${runId}`), baggage);
  }

  /** Whether every span of a run is in the ledger, and none is with the application's own exporter. */
  async samplesBeside(node, folder) {
    const { stdout } = await this.writesItsSpans(node, folder, WITH_BOTANU);
    assert.equal(stdout, '0');
  }

  /** Whether process.exit loses none of the spans that are still in the buffer. */
  async leavesNothingBehind(node, folder) {
    const { cwd } = await this.runElsewhere(node, `${folder}/leaving.js`);
    const spans = ledgerSpans(cwd);
    const runs = new Set(spans.map(({ attributes }) => attributes['botanu.run_id']));
    assert.deepEqual([spans.length, runs.size], [1_001, 1]);
  }
}

/** Compilers, with the sources and scripts that they are handed. */
export class Tools extends EmptyProject {
  constructor() {
    super({ type: 'module' });
    this.copy(SOURCES, 'esm');
    this.copy(join(SOURCES, 'compilers'), '.');
  }
}
