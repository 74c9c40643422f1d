import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "../support/system.ts";

export interface Example extends AsyncDisposable {
  /** Address of the page. */
  readonly page: string;
  /** Endpoint of the engine behind it. */
  readonly engine: string;
}

/** Starts an example with a page as its README says, on free ports. `ready` finds page and engine in what it prints. */
export async function startExample(name: string, ready: RegExp): Promise<Example> {
  const command = ["--import", "tsx", `examples/${name}/start.ts`, "--port", "0"];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const [, page = "", engine = ""] = await new Promise<RegExpExecArray>((resolve, reject) => {
    let written = "";
    const read = (chunk: Buffer) => {
      written += chunk;
      const found = ready.exec(written);
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`The example exited with ${code}:\n${written}`)));
  });
  return {
    page,
    engine,
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}
