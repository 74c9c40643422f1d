import type { Diagram } from "../../diagram/model.ts";
import { UserError } from "../../kernel/errors.ts";
import type { CommandSpec, ParsedArgs } from "../args.ts";
import { processStreams, type Streams } from "../streams.ts";
import { inspectStackOf, templateOptions } from "../template-options.ts";

type Write = (diagram: Diagram) => string;

/** Loaded when asked for: one of them brings a layout. */
const FORMATS: ReadonlyMap<string, () => Promise<Write>> = new Map([
  ["mermaid", async () => (await import("../../diagram/formats/mermaid.ts")).toMermaid],
  ["svg", async () => (await import("../../diagram/formats/svg.ts")).toSvg],
  ["ascii", async () => (await import("../../diagram/formats/outline.ts")).toOutline],
]);

const NAMES = [...FORMATS.keys()];

export const diagram: CommandSpec = {
  name: "diagram",
  positional: "[TEMPLATE]",
  summary: "Draws a template: routes, functions, queues, tables and what leads where",
  options: {
    format: { type: "string", value: NAMES.join("|"), description: `The form of the picture (default: ${NAMES[0]})` },
    ...templateOptions,
  },
  notes: [
    "Nothing is run. Arrows to tables, queues and connections are what the roles' policies allow on them by name.",
    "ascii is an outline: each way into the stack, and what happens behind it.",
  ],
  examples: ["portcullis diagram --format ascii", "portcullis diagram template.yaml --format svg > template.svg"],
  async run(args) {
    await runDiagram(args, processStreams());
  },
};

export async function runDiagram(args: ParsedArgs, { output }: Pick<Streams, "output">): Promise<void> {
  const format = args.string("format") ?? "mermaid";
  const load = FORMATS.get(format);
  if (!load) throw new UserError(`--format takes ${NAMES.join(", ")}, not "${format}".`);
  const { diagramOf } = await import("../../diagram/diagram.ts");
  const write = await load();
  output.write(write(diagramOf(await inspectStackOf(args))));
}
