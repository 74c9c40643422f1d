import picocolors from "picocolors";
import type { CommandSpec, ParsedArgs } from "../../args.ts";
import { surroundings } from "../../environment.ts";
import { endpointOption, findEngine } from "../../find-engine.ts";
import { processStreams, type Streams } from "../../streams.ts";
import { examine, type Machine, type Row } from "./checks.ts";

export const doctor: CommandSpec = {
  name: "doctor",
  summary: "Looks at this machine: what a start needs, and what to do where it lacks",
  options: {
    json: { type: "boolean", description: "Print the rows as one object in a line" },
    ...endpointOption,
  },
  notes: ["It changes nothing, and asks nobody but this machine."],
  failsWhen: "a row says fail",
  async run(args) {
    const { thisMachine } = await import("./machine.ts");
    process.exitCode = await runDoctor(args, processStreams(), thisMachine(findEngine(args), process.cwd()));
  },
};

/** Resolves with the exit code. */
export async function runDoctor(
  args: ParsedArgs,
  { output }: Pick<Streams, "output">,
  machine: Machine,
): Promise<number> {
  const rows = await examine(machine);
  const text = args.flag("json") ? `${JSON.stringify({ rows })}\n` : formatRows(rows, surroundings().hasColors);
  output.write(text);
  return rows.some(({ state }) => state === "fail") ? 1 : 0;
}

function formatRows(rows: readonly Row[], hasColors: boolean): string {
  const { green, yellow, red } = picocolors.createColors(hasColors);
  const paint = { ok: green, warn: yellow, fail: red };
  const width = Math.max(...rows.map(({ subject }) => subject.length));
  return rows
    .flatMap(({ state, subject, message, remedy }) => [
      `${paint[state](state.padEnd(4))}  ${subject.padEnd(width)}  ${message}\n`,
      ...(remedy === undefined ? [] : [`${" ".repeat(width + 8)}${remedy}\n`]),
    ])
    .join("");
}
