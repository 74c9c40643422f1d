import { expect, it } from "vitest";
import { developer, functionResource, startLambda } from "../harness.ts";

const FILES = {
  "main.mjs": `
    import { execSync, fork, spawn, spawnSync } from "node:child_process";
    const end = (child) => new Promise((resolve) => child.on("close", resolve));
    export const handler = async () => {
      const asynchronous = spawn("sh", ["-c", "echo spawn; echo error >&2"], { stdio: "inherit" });
      await end(asynchronous);
      const { stdout } = spawnSync("sh", ["-c", "echo spawnSync; cat"], { stdio: ["inherit", "inherit", "pipe"] });
      const output = execSync("echo execSync", { stdio: [0, 1, 2] });
      await end(fork(new URL("./child.mjs", import.meta.url)));
      return [asynchronous.stdout, stdout, output, String(execSync("echo own"))];
    };`,
  "child.mjs": `console.log("fork");`,
};

it.each(["worker", "process"] as const)(
  "what a child inherits is the function's log, and not the engine's output: %s",
  async (isolation) => {
    const resources = { main: functionResource({ FunctionName: "main", Handler: "main.handler", Timeout: 30 }) };
    await using lambda = await startLambda({ settings: { isolation }, files: FILES, resources });
    const { payload } = (await lambda.invokeFrom("main", developer)) as { payload: string };
    expect(JSON.parse(payload)).toEqual([null, null, null, "own\n"]);
    const printed = () =>
      lambda
        .logs()
        .flatMap(({ data }) => String(data.line).split("\n"))
        .sort();
    await expect.poll(printed).toEqual(["error", "execSync", "fork", "spawn", "spawnSync"]);
  },
);
