import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The fast part of the tests on each version of Node.js that is promised: some twenty minutes. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  { test: { include: ["e2e/versions/**/*.test.ts"] } },
);
