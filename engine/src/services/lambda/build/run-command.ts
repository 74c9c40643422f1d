import { spawn } from "node:child_process";
import { platform } from "node:os";

/** The end of a command's output, for messages. */
const KEPT_OUTPUT_CHARACTERS = 2_000;

/** Runs a command of the developer's machine. Rejects with the end of its output when it fails. */
export function runCommand(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script, which only a shell starts.
    const child = spawn(command, [...args], { cwd, stdio: ["ignore", "pipe", "pipe"], shell: platform() === "win32" });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT_CHARACTERS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args[0] ?? ""} ended with ${code}:\n${output.trim()}`));
    });
  });
}
