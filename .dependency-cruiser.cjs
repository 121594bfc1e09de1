/**
 * The import rules of docs/concepts/architecture.md. Recording, delivery and reading meet only in spans and
 * files; every import points downward.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const folders = (...names) => `^src/(${names.join('|')})/`;
const RECORDING = ['decorators', 'metadata', 'tracking', 'usage'];
const DELIVERY = ['bootstrap', 'processor', 'export'];
const READING = ['cli', 'report', 'ledger', 'pricing'];
const npm = 'node_modules/';

/** A folder may import from these, and from itself. */
const mayImport = (folder, ...allowed) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import from ${allowed.length > 0 ? allowed.join(', ') : 'no other folder'}.`,
  severity: 'error',
  from: { path: folders(folder) },
  to: { path: '^src/', pathNot: [folders(folder, ...allowed)] },
});

module.exports = {
  forbidden: [
    mayImport('shared'),
    mayImport('semconv', 'shared'),
    mayImport('run', 'semconv', 'shared'),
    mayImport('usage', 'semconv', 'shared'),
    mayImport('tracking', 'usage', 'run', 'semconv', 'shared'),
    mayImport('metadata', 'shared'),
    mayImport('decorators', 'metadata', 'tracking', 'usage', 'run', 'semconv', 'shared'),
    mayImport('files'),
    mayImport('export', 'files', 'run', 'semconv', 'shared'),
    mayImport('processor', 'export', 'run', 'semconv', 'shared'),
    mayImport('bootstrap', 'processor', 'export', 'files', 'run', 'semconv', 'shared'),
    mayImport('pricing', 'semconv', 'shared'),
    mayImport('ledger', 'pricing', 'files', 'semconv', 'shared'),
    mayImport('report', 'ledger', 'pricing', 'semconv', 'shared'),
    mayImport('cli', 'report', 'ledger', 'pricing', 'files', 'semconv', 'shared'),
    {
      name: 'nothing-imports-the-face',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/index\\.ts$' },
    },
    {
      name: 'recording-is-light',
      comment: 'What users call pulls in @opentelemetry/api and reflect-metadata, nothing else.',
      severity: 'error',
      from: { path: folders(...RECORDING, 'run', 'semconv', 'shared') },
      to: { path: npm, pathNot: [`${npm}(@opentelemetry/api|reflect-metadata)/`] },
    },
    {
      name: 'recording-needs-no-node',
      comment:
        'The core also runs where there are no modules of Node’s, and in bundles that cannot require one.',
      severity: 'error',
      from: { path: [folders(...RECORDING, 'run', 'semconv', 'shared', 'processor'), '^src/index\\.ts$'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-delivery-knows-the-sdk',
      severity: 'error',
      from: { path: '^src/', pathNot: [folders('bootstrap')] },
      to: { path: `${npm}@opentelemetry/`, pathNot: [`${npm}@opentelemetry/api/`] },
    },
    {
      name: 'reading-knows-no-opentelemetry',
      severity: 'error',
      from: { path: folders(...READING) },
      to: { path: `${npm}@opentelemetry/`, reachable: true },
    },
    {
      name: 'the-sides-meet-in-files',
      severity: 'error',
      from: { path: folders(...READING) },
      to: { path: folders(...RECORDING, ...DELIVERY, 'run'), reachable: true },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: ['^src/(index|register)\\.ts$', '^src/cli/main\\.ts$'] },
      to: {},
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-peer'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'types', 'default'],
    },
  },
};
