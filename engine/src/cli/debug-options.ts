import type { EngineOptions } from "../engine.ts";
import { UserError } from "../kernel/errors.ts";
import type { OptionSpec, ParsedArgs } from "./args.ts";

/** Options of debugging. */
export const debugOptions: Readonly<Record<string, OptionSpec>> = {
  debug: {
    type: "boolean",
    description: "Build functions for a debugger, and let timeouts stand still while one has a function paused",
  },
  inspect: {
    type: "string",
    multiple: true,
    value: "FUNCTION=PORT",
    description: "A port for debuggers of this function, on this machine (0: any; repeatable; implies --debug)",
  },
  "inspect-brk": {
    type: "string",
    multiple: true,
    value: "FUNCTION=PORT",
    description: "The same; its code waits for the debugger, and stops before its first line (repeatable)",
  },
};

type InspectOptions = NonNullable<EngineOptions["inspect"]>;

export function readDebugOptions(args: ParsedArgs): Pick<EngineOptions, "debug" | "inspect"> {
  const inspect: Record<string, InspectOptions[string]> = {};
  for (const option of ["inspect", "inspect-brk"])
    for (const given of args.strings(option)) {
      const [, name = "", port] = /^(.+)=(\d{1,5})$/.exec(given) ?? [];
      if (port === undefined)
        throw new UserError(`--${option} takes FUNCTION=PORT, not "${given}".`, {
          hint: "For example: --inspect OnMessage=9229. Port 0 takes any free one.",
        });
      if (Object.hasOwn(inspect, name)) throw new UserError(`${name} is given to --inspect or --inspect-brk twice.`);
      inspect[name] = { port: Number(port), brk: option === "inspect-brk" };
    }
  return { inspect, ...(args.flag("debug") && { debug: true }) };
}
