import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{contract,app,engine,client,console}/test/**/*.test.ts", "e2e/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
