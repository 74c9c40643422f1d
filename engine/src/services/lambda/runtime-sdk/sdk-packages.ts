import { isRuntimeSdk } from "../runtimes/runtime/modules.mjs";

/**
 * The day whose newest versions are fetched, of the packages themselves and of all that they depend on: an engine fetches
 * the same whenever it does, and nothing that was published, or taken over, after its release.
 */
export const SDK_AS_OF = "2026-11-22";

/** The only packages that are fetched, all of them AWS's own. */
const PACKAGE_NAME = /^(?:@(?:aws-sdk|smithy)\/[a-z0-9][a-z0-9._-]*|aws-sdk)$/;

/** Tells whether a text may import the SDK. */
export const mayImportSdk = (text: string) => /["'`](?:@aws-sdk\/|@smithy\/|aws-sdk["'`/])/.test(text);

/** The package of an import that the runtime brings on AWS: `@aws-sdk/client-sqs/dist-cjs/index.js` → `@aws-sdk/client-sqs`. */
export function sdkPackage(specifier: string, runtime: string): string | undefined {
  if (!isRuntimeSdk(specifier, runtime)) return undefined;
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  return isSdkPackage(name) ? name : undefined;
}

export const isSdkPackage = (name: string) => PACKAGE_NAME.test(name);
