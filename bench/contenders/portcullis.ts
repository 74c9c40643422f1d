import { join } from "node:path";
import { startSystem } from "../../e2e/support/system.ts";
import { atSignal } from "../ended.ts";
import { stack } from "./bundle.ts";
import type { Contender, Server } from "./contender.ts";

/** Has the engine run the stack, with its functions in threads or processes. */
export const preparePortcullis = async (isolation: "worker" | "process"): Promise<Contender> => ({
  async start(): Promise<Server> {
    const system = await startSystem(join(stack, "template.yaml"), ["--isolation", isolation]);
    const signalled = atSignal(() => system.process.kill("SIGTERM"));
    return {
      pid: system.process.pid ?? 0,
      url: system.url,
      managementUrl: system.managementUrl,
      async [Symbol.asyncDispose]() {
        signalled[Symbol.dispose]();
        await system[Symbol.asyncDispose]();
      },
    };
  },
  async [Symbol.asyncDispose]() {},
});
