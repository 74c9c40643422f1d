import { UserError } from "../kernel/errors.ts";
import { surroundings } from "./environment.ts";
import { chooseAudience } from "./output/audiences/choose.ts";

/** Runs a program and sets the process's exit code: a user's mistake is told in its words. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    if (error instanceof UserError) sayMistake(error);
    // Our own defect is the only thing that shows a stack.
    else process.stderr.write(`Portcullis failed: ${(error as Error)?.stack ?? error}\n`);
    process.exitCode = 1;
  }
}

function sayMistake(error: UserError): void {
  const form = { format: "text", verbosity: "normal" } as const;
  chooseAudience({ ...form, stream: process.stderr, surroundings: surroundings() }).mistake(error);
}
