/** What docs/compatibility.md has rows of, and what is installed for it. */
export const NODES = ['20', '22', '24'];

export const TYPESCRIPTS = ['5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0'];

/** OpenTelemetry's lines: versions of its API, its stable packages and its experimental ones. */
export const LINES = [
  { name: '2.12 (api 1.9, sdk-node 0.223)', api: '1.9.0', stable: '2.12.0', experimental: '0.223.0' },
  { name: '3.1 (api 1.10, sdk-node 0.301)', api: '1.10.0', stable: '3.1.0', experimental: '0.301.0' },
];

export const packagesOf = ({ api, stable, experimental }) => [
  `@opentelemetry/api@~${api}`,
  ...['context-async-hooks', 'core', 'sdk-trace'].map((name) => `@opentelemetry/${name}@~${stable}`),
  ...['exporter-trace-otlp-proto', 'sdk-node'].map((name) => `@opentelemetry/${name}@~${experimental}`),
];

const PARAMETERS_STAY = {
  why: 'left in the output, which no Node.js reads',
  error: /SyntaxError: Invalid or unexpected token/,
};
const CLASS_FAILS = { why: 'throws in what Babel emits', error: /_initClass is not a function/ };

/**
 * Compilers that check no types: the script below test/compatibility/compilers, and for each dialect, as the compiler
 * calls it, the programs that it cannot compile. Versions are narrow, so that only a change of ours changes the table.
 */
export const COMPILERS = [
  {
    name: 'esbuild 0.28',
    script: 'esbuild',
    packages: ['esbuild@~0.28.2'],
    dialects: { standard: {}, legacy: {} },
  },
  {
    name: 'swc 1.16',
    script: 'swc',
    packages: ['@swc/core@~1.16.22'],
    dialects: { '2023-11': {}, '2022-03': {}, legacy: {} },
  },
  {
    name: 'Babel 7.29',
    script: 'babel',
    packages: ['core', 'plugin-proposal-decorators', 'preset-typescript'].map(
      (name) => `@babel/${name}@~7.29.7`,
    ),
    dialects: {
      '2023-11': { decoratedClass: CLASS_FAILS },
      '2023-05': { decoratedClass: CLASS_FAILS },
      legacy: { parameters: PARAMETERS_STAY },
    },
  },
  {
    name: 'Babel 8.1',
    script: 'babel',
    packages: [
      '@babel/core@~8.1.2',
      '@babel/plugin-proposal-decorators@~8.0.2',
      '@babel/preset-typescript@~8.0.7',
    ],
    dialects: { '2023-11': {}, legacy: { parameters: PARAMETERS_STAY } },
  },
];
