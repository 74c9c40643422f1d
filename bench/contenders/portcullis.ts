import { join } from "node:path";
import { cli, startSystem } from "../../e2e/support/system.ts";
import { atSignal } from "../ended.ts";
import { stack } from "./bundle.ts";
import type { Contender, Server } from "./contender.ts";

/** An engine, and a copy of the stack for it. */
export interface PortcullisOptions {
  readonly isolation: "worker" | "process";
  readonly command?: string;
  readonly folder?: string;
  /** Of Node.js. */
  readonly flags?: readonly string[];
}

/** Has the engine run the stack, with its functions in threads or processes. */
export const preparePortcullis = async (options: PortcullisOptions): Promise<Contender> => ({
  async start(): Promise<Server> {
    const { isolation, command = cli, folder = stack, flags = [] } = options;
    const installation = { command, flags, env: process.env };
    const system = await startSystem(join(folder, "template.yaml"), ["--isolation", isolation], installation);
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
