import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Nearly all tests on each version of Node.js that is promised: 40 minutes. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  { test: { include: ["e2e/versions/whole.test.ts"] } },
);
