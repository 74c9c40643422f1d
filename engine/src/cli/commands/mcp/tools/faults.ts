import { z } from "zod";
import { UserError } from "../../../../kernel/errors.ts";
import { anything, ofEngine, tool } from "../tool.ts";

export const listFaults = tool({
  name: "list_faults",
  title: "List faults",
  description:
    "Lists the faults that are set, with how often each has struck, and the kinds that there are: what each does, at which moments, and its keys.",
  effect: "reads",
  input: z.strictObject({ ...ofEngine }),
  output: z.object({ faults: z.array(anything), kinds: z.array(anything) }),
  async run({ endpoint }, context) {
    const engine = await context.engine(endpoint);
    const { faults } = await engine.control("faults");
    const { kinds } = await engine.control("faults/kinds");
    return { faults, kinds };
  },
});

export const addFault = tool({
  name: "add_fault",
  title: "Let something go wrong",
  description:
    "Sets a fault: from now on calls, messages, invocations or connections that fit it go wrong on purpose, until remove_fault.",
  effect: "destroys",
  input: z.strictObject({
    ...ofEngine,
    fault: z
      .looseObject({ kind: z.string() })
      .describe(
        'E.g. {"kind": "gone", "user": "ann"}, {"kind": "throttled", "route": "send", "rate": 0.1}, {"kind": "delay", "function": "Send", "ms": 500, "count": 3}. list_faults tells kinds and keys.',
      ),
  }),
  output: anything,
  async run({ endpoint, fault }, context) {
    const engine = await context.engine(endpoint);
    return engine.control("faults", { method: "POST", body: fault });
  },
});

export const removeFault = tool({
  name: "remove_fault",
  title: "End a fault",
  description: "Ends one fault, or all of them.",
  effect: "adds",
  input: z.strictObject({
    ...ofEngine,
    id: z.string().optional().describe("As list_faults tells it."),
    all: z.boolean().default(false).describe("In place of id: end all."),
  }),
  output: z.object({ removed: z.number() }),
  async run({ endpoint, id, all }, context) {
    if ((id === undefined) !== all)
      throw new UserError("Give id, or all: true.", { hint: "list_faults tells the ids." });
    const engine = await context.engine(endpoint);
    const query = new URLSearchParams(id === undefined ? {} : { id });
    return engine.control(`faults?${query}`, { method: "DELETE" });
  },
});
