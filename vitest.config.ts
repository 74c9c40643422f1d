import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

/** Tests that start browsers or many processes, one after the other: `npm run test:long` has them. */
export const SLOW = [
  "console/test/browser/**/*.test.ts",
  "engine/test/services/lambda/environment/{children,killed-engine,outsized,signals}.test.ts",
  "e2e/operation/{init,kept,test-runners}.test.ts",
];

export default defineConfig({
  test: {
    setupFiles: [fileURLToPath(new URL("test/setup/storages.ts", import.meta.url))],
    exclude: [...configDefaults.exclude, ...SLOW],
    include: [
      "{contract,app,engine,client,lambda,conformance,console}/test/**/*.test.ts",
      "app/actions/**/*.test.ts",
      "e2e/!(long|versions)/*.test.ts",
      "fuzz/*.test.ts",
      "test/**/*.test.ts",
    ],
    // Test files share their modules: starting each file afresh takes longer than all the tests together.
    isolate: false,
    // As many as a small CI machine has cores; by default one core stays idle.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A busy machine takes its time, and a test that waits is no slower for a longer limit.
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
  },
});
