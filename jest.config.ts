/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** Of this project, wherever it lies. */
const SOURCE = '/src/(?!.*/test/).+\\.ts$';

/** A project compiles its tests by the tsconfig of one decorator dialect. */
const project = (
  displayName: string,
  tsconfig: string,
  folders: string[],
): NonNullable<Config['projects']>[number] => ({
  displayName,
  testEnvironment: 'node',
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  moduleNameMapper: { '^botanu$': '<rootDir>/src/index.ts' },
  transform: {
    [SOURCE]: '<rootDir>/test/support/source-transformer.mjs',
    '^.+\\.ts$': ['ts-jest', { tsconfig: `<rootDir>/test/${tsconfig}` }],
  },
});

const config: Config = {
  maxWorkers: '100%',
  // Child processes and databases start slowly on a busy machine; no test waits this long when it passes.
  testTimeout: 30_000,
  projects: [
    project('standard', 'tsconfig.json', ['decorators', 'standard']),
    project('legacy', 'tsconfig.legacy.json', ['decorators', 'legacy']),
    project('unit', 'tsconfig.json', ['!(decorators|standard|legacy|integration)']),
    // Several processes at a time: `npm run test:integration`.
    project('integration', 'tsconfig.json', ['integration']),
  ],
};

export default config;
