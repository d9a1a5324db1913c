import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for the SDK's own chain in the bundles (lib/bundle-options.ts): a Lambda finds its role in its environment
 * and nowhere else, and the chain's other links would be a part of the code that each cold start loads.
 */
export const defaultProvider = fromEnv;
