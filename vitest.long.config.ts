import { configDefaults, mergeConfig } from "vitest/config";
import base, { SLOW } from "./vitest.config.ts";

/** Tests that take minutes: every alarm raised, every pitfall shown on a miniature of the mistake and on the app, and so on. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: configDefaults.exclude } },
  { test: { include: ["e2e/long/**/*.test.ts", "e2e/versions/part.test.ts", ...SLOW], testTimeout: 60_000 } },
);
