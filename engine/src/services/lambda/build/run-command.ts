import { spawn } from "node:child_process";
import { platform } from "node:os";
import type { Sandboxes } from "../environment/sandbox/sandboxes.ts";

/** Runs a command of the developer's machine. Rejects with the end of its output when it fails. */
export type RunCommand = (command: string, args: readonly string[], cwd: string) => Promise<void>;

/** The end of a command's output, for messages. */
const KEPT_OUTPUT_CHARACTERS = 2_000;

const isWindows = platform() === "win32";

/** Commands that do not go on when the engine ends, however it does. */
export const createRunCommand =
  (sandboxes: Sandboxes): RunCommand =>
  (command, args, cwd) =>
    new Promise((resolve, reject) => {
      if (sandboxes.isClosed) throw new Error(`${command} is not run any more: the engine ends`);
      const sandbox = sandboxes.create();
      sandbox.open();
      // On Windows npm is a script, which only a shell starts; elsewhere the group is what can be ended as a whole.
      const options = { cwd, env: sandbox.variables, shell: isWindows, detached: !isWindows };
      const child = spawn(command, [...args], { ...options, stdio: ["ignore", "pipe", "pipe"] });
      if (child.pid !== undefined) sandbox.adopt(child.pid);
      let output = "";
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARACTERS);
      };
      child.stdout.on("data", keep);
      child.stderr.on("data", keep);
      child.on("error", (error) => {
        sandbox.release();
        reject(new Error(`${command} cannot be run: ${error.message}`));
      });
      child.on("close", (code) => {
        // What a build leaves running (a compiler's server) is the developer's.
        sandbox.release();
        if (code === 0) resolve();
        else reject(new Error(`${command} ${args[0] ?? ""} ended with ${code}:\n${output.trim()}`));
      });
    });
