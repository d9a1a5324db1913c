/** How the code of a function is bundled, in esbuild's terms: for the stack, and for the benchmark of its bundles. */
export const BUNDLE_OPTIONS = {
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  // CommonJS packages inside an ES module bundle still call `require`.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  alias: { '@aws-sdk/credential-provider-node': './adapters/lambda-credentials.ts' },
};

/** The same for the container that takes in mail by SMTP, which finds its credentials elsewhere. */
export const SUBMISSION_BUNDLE = {
  ...BUNDLE_OPTIONS,
  alias: {
    '@aws-sdk/credential-provider-node': './adapters/container-credentials.ts',
    '@aws-sdk/credential-provider-env': './adapters/container-credentials.ts',
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
} as const;
