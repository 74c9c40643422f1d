import type { CommandSpec } from "../../args.ts";
import { endpointOption, findEngine } from "../../find-engine.ts";

export const mcp: CommandSpec = {
  name: "mcp",
  summary: "Serves a running engine to coding agents, by the Model Context Protocol on standard input and output",
  options: {
    "read-only": { type: "boolean", description: "Offer only the tools that change nothing" },
    ...endpointOption,
  },
  notes: [
    "A client such as an editor starts this command and ends it. Nobody types into it: standard output holds the protocol",
    "alone. Templates are read below the folder in which it is started. docs/mcp.md tells how to set it up.",
  ],
  examples: ["portcullis mcp", "portcullis mcp --read-only --endpoint http://127.0.0.1:4000"],
  async run(args) {
    const { endpoint } = findEngine(args);
    const { serve } = await import("./serve.ts");
    await serve({ endpoint, isReadOnly: args.flag("read-only"), folder: process.cwd() });
  },
};
