import { env } from "../env.ts";

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundles (Alias in template.yaml): in Lambda credentials
 * come from the environment, and the code that looks for profiles, SSO and instance metadata is 90 KB.
 */
export const defaultProvider = () => async () => env.credentials;
