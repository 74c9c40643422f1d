import { startTestEngine, type TestEngine, type TestEngineOptions } from "./test-engine.ts";

/** The runner's hooks around the tests of a file or of a suite: Jest's and Vitest's, or those of `node:test`. */
export type Hooks =
  | { beforeAll(hook: () => Promise<void>, timeoutMs?: number): void; afterAll(hook: () => Promise<void>): void }
  | { before(hook: () => Promise<void>): void; after(hook: () => Promise<void>): void };

/** Runners give a hook 5 or 10 s, in which a first build of many functions may not be done. */
const START_TIMEOUT_MS = 60_000;

/**
 * Runs an engine around the tests of a file, or of the suite in which this is called. The engine that it returns can be
 * used in tests and in hooks that come after.
 */
export function useEngine(options: TestEngineOptions, hooks: Hooks): TestEngine {
  let engine: TestEngine | undefined;
  const start = async () => {
    engine = await startTestEngine(options);
  };
  const stop = async () => {
    await engine?.stop();
    engine = undefined;
  };
  if ("beforeAll" in hooks) {
    hooks.beforeAll(start, START_TIMEOUT_MS);
    hooks.afterAll(stop);
  } else {
    hooks.before(start);
    hooks.after(stop);
  }
  return standIn(() => engine);
}

/** An object that is the engine once there is one. */
function standIn(current: () => TestEngine | undefined): TestEngine {
  return new Proxy({} as TestEngine, {
    get(_target, key) {
      const engine = current();
      if (engine) return Reflect.get(engine, key);
      // Runners look at what they print, and `await` at what it waits for.
      if (typeof key === "symbol" || key === "then" || key === "toJSON" || key === "asymmetricMatch") return undefined;
      throw new Error(
        `The engine does not run yet, or no more: use \`${key}\` in a test, or in a hook after useEngine().`,
      );
    },
    has: (_target, key) => Reflect.has(current() ?? {}, key),
  });
}
