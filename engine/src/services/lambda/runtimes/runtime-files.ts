import { fileURLToPath } from "node:url";

// Beside this file in the source tree, and beside the bundle that this file becomes part of.
export const bootstrapFile = fileURLToPath(new URL("./runtime/bootstrap.mjs", import.meta.url));

/** Runs a function in Python. */
export const pythonStartFile = fileURLToPath(new URL("./runtime/python/start.py", import.meta.url));

/** The folder from which the SDK that Lambda's runtimes bring is resolved, when it is installed with the engine. */
export const engineFolder = fileURLToPath(new URL(".", import.meta.url));

/** Ends what functions have started. */
export const watchdogFile = fileURLToPath(new URL("./runtime/watchdog/main.mjs", import.meta.url));
