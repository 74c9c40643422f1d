import { createContext, Script } from "node:vm";

interface Sandbox {
  task: (() => unknown) | undefined;
}

const sandbox: Sandbox = { task: undefined };
const context = createContext(sandbox);
const script = new Script("task()");

/**
 * Runs a synchronous task, and throws when it takes longer than `timeoutMs` of the machine's time: nothing else stops
 * a regular expression that a text was made for. Costs about 0.1 ms.
 */
export function runBounded<T>(task: () => T, timeoutMs: number): T {
  sandbox.task = task;
  try {
    return script.runInContext(context, { timeout: timeoutMs }) as T;
  } finally {
    sandbox.task = undefined;
  }
}
