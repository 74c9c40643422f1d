import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["{test,actions}/**/*.test.ts"], testTimeout: 20_000 },
});
