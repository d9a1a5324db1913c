import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Replaces the SDK's own chain in the bundles (lib/bundle-options.ts): a Lambda function finds its role in its
 * environment and nowhere else, and each cold start would load the other links of the chain
 * (docs/decisions/0033-credentials-from-the-environment.md).
 */
export const defaultProvider = fromEnv;
