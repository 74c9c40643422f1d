import { type CommandSpec, commandHelp, parseCommand } from "./args.ts";
import { init } from "./commands/init/init.ts";
import { runProgram } from "./program.ts";

/** `npm create portcullis`, which is `portcullis init` in a package without the engine. */
const create: CommandSpec = {
  ...init,
  name: "create-portcullis",
  program: "npm create portcullis",
  examples: ["npm create portcullis my-api", "npm create portcullis my-chat -- --minimal"],
};

/** Runs `create-portcullis` with `argv`. */
export const main = (argv: readonly string[]): Promise<void> =>
  runProgram(async () => {
    const args = parseCommand(create, argv);
    if (args === "help") process.stdout.write(commandHelp(create));
    else await create.run(args, () => {});
  });
