import type { Expect } from "expect";
// All by one file, of which a build makes one copy for all entries.
import {
  type Hooks,
  matchers,
  type PortcullisMatchers,
  type TestEngine,
  type TestEngineOptions,
  useEngine as useEngineWith,
} from "./index.ts";

export * from "./index.ts";

/** Jest's globals. They are not imported: only Jest itself can give them, and it does so without being asked. */
type JestGlobals = Extract<Hooks, { beforeAll: unknown }> & { readonly expect: Expect };

function globals(): JestGlobals {
  if ("expect" in globalThis && "beforeAll" in globalThis) return globalThis as unknown as JestGlobals;
  throw new Error("portcullis/jest is for test files of Jest, with its globals (injectGlobals).");
}

globals().expect.extend(matchers);

/** Runs an engine around the tests of a file, or of the suite in which this is called. */
export const useEngine = (options: TestEngineOptions = {}): TestEngine => useEngineWith(options, globals());

declare module "expect" {
  // With `@jest/globals`.
  interface Matchers<R extends void | Promise<void>, T = unknown> extends PortcullisMatchers {}
}

declare global {
  namespace jest {
    // With `@types/jest`.
    // biome-ignore lint/complexity/noBannedTypes: a declaration that is merged has to have the other's type parameters.
    interface Matchers<R, T = {}> extends PortcullisMatchers {}
  }
}
