// `npm run synth` validates the templates against CloudFormation; in each test that would take seconds and only warn.
process.env.CDK_VALIDATION ??= 'false';

/** One project; TypeScript is transformed by swc to CommonJS, so that no test needs an experimental flag. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/support/own-folder.ts',
  setupFiles: ['<rootDir>/test/support/compile-cache.ts'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.(ts|js)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  reporters: ['<rootDir>/test/support/summary-reporter.cjs'],
  transformIgnorePatterns: ['/node_modules/(?!(temporal-polyfill|temporal-utils|postal-mime|commander|@middy)/)'],
  // Two workers on any machine: each end-to-end test starts a product of its own, and mostly waits for it.
  maxWorkers: 2,
  testTimeout: 120_000,
};
