import { afterAll, beforeAll, expect } from "vitest";
import {
  matchers,
  type PortcullisMatchers,
  type TestEngine,
  type TestEngineOptions,
  useEngine as useEngineWith,
} from "./index.ts";

export * from "./index.ts";

expect.extend(matchers);

/** Runs an engine around the tests of a file, or of the suite in which this is called. */
export const useEngine = (options: TestEngineOptions = {}): TestEngine =>
  useEngineWith(options, { beforeAll, afterAll });

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: a declaration that is merged has to have the other's type parameters.
  interface Matchers<T = any> extends PortcullisMatchers {}
}
