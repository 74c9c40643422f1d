import { z } from "zod";
import type { Diagram } from "../../../../diagram/model.ts";
import type { Answer, RunningEngine } from "../../../../running/running-engine.ts";
import { first } from "../answer.ts";
import { findBelow, readTemplate, template } from "../template-file.ts";
import { anything, leftOut, ofEngine, tool } from "../tool.ts";

const LISTS = [
  ...["resources", "apis", "functions", "tables", "queues", "buses", "rules"],
  ...["topics", "secrets", "parameters", "stateMachines", "deliveryStreams"],
] as const;

export const describeStack = tool({
  name: "describe_stack",
  title: "Describe the stack",
  description:
    "Tells what runs: the template, the addresses of its APIs, outputs, functions, and how many resources of each kind list_resources has more of.",
  effect: "reads",
  input: z.strictObject({ ...ofEngine }),
  output: z.looseObject({
    endpoint: z.string(),
    status: z.enum(["ready", "degraded", "failed"]),
    stackName: z.string(),
    template: z.string(),
    webSockets: z.array(anything),
    httpApis: z.array(anything),
    functions: z.array(z.string()).describe("Logical ids."),
    counts: z.record(z.string(), z.number()),
  }),
  async run({ endpoint }, context) {
    const engine = await context.engine(endpoint);
    const { webSockets, httpApis, status, outputs } = (await engine.describe()) as unknown as Answer;
    const stack = await engine.control("stack");
    const { stackName, template: file, region, accountId } = stack;
    const named = { stackName, template: file, region, accountId };
    const functions = listOf(stack, "functions").map(({ logicalId }) => logicalId);
    const counts = Object.fromEntries(LISTS.map((name) => [name, listOf(stack, name).length]));
    return { endpoint: engine.endpoint, status, ...named, webSockets, httpApis, outputs, functions, counts };
  },
});

const listOf = (stack: Answer, name: string) => (stack[name] ?? []) as readonly Answer[];

export const listResources = tool({
  name: "list_resources",
  title: "List resources of the stack",
  description:
    "Lists resources of one kind as they run: APIs with routes and authorizers, functions with triggers and permissions, tables with keys, queues, rules with patterns. Values of secrets are left out.",
  effect: "reads",
  input: z.strictObject({
    ...ofEngine,
    kind: z.enum(LISTS).describe("resources: all, each with its type, file and line."),
    logicalId: z.string().optional().describe("Only this one."),
  }),
  output: z.object({ items: z.array(anything), leftOut }),
  async run({ endpoint, kind, logicalId }, context) {
    const engine = await context.engine(endpoint);
    const all = listOf(await engine.control("stack"), kind);
    return { ...first(all.filter((each) => logicalId === undefined || each.logicalId === logicalId)) };
  },
});

export const drawDiagram = tool({
  name: "draw_diagram",
  title: "Draw the stack",
  description:
    "Draws routes, functions, queues, tables and what leads where: of the running stack, or of a template that does not run.",
  effect: "reads",
  input: z.strictObject({
    ...ofEngine,
    template: template.optional().describe("In place of the running stack: a template below the server's folder."),
    format: z.enum(["outline", "mermaid"]).default("outline"),
  }),
  output: z.object({ lines: z.array(z.string()), leftOut }),
  async run({ endpoint, template: given, format }, context) {
    const drawn =
      given === undefined ? await runningDiagram(await context.engine(endpoint)) : await diagramOfFile(given, context);
    const text = await WRITERS[format](drawn);
    const { items, leftOut } = first(text.trimEnd().split("\n"));
    return { lines: items, leftOut };
  },
});

/** Loaded when asked for. */
const WRITERS = {
  outline: async (diagram: Diagram) => (await import("../../../../diagram/formats/outline.ts")).toOutline(diagram),
  mermaid: async (diagram: Diagram) => (await import("../../../../diagram/formats/mermaid.ts")).toMermaid(diagram),
};

async function runningDiagram(engine: RunningEngine): Promise<Diagram> {
  const { groups, ...drawn } = await engine.control("diagram");
  const labels = (groups as readonly { readonly label: string }[]).map(({ label }) => label);
  return { ...drawn, groups: labels } as unknown as Diagram;
}

async function diagramOfFile(given: string, { folder }: { readonly folder: string }): Promise<Diagram> {
  const { diagramOf } = await import("../../../../diagram/diagram.ts");
  return diagramOf(await readTemplate(await findBelow(folder, given)));
}
