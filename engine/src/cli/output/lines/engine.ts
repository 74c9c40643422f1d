import { listNames } from "../../../kernel/words/list-names.ts";
import { type Data, error, type Formats, faint, type Line, plain, text, warning } from "./line.ts";

/** The number of changed resources that are named. */
const NAMED_CHANGES = 8;

/** The outcome of a change of the template. */
function template({ status, message, changes, location }: Data): Line | undefined {
  if (status === "mistaken") return error(text(message), { location, hints: ["The template as it was goes on."] });
  if (status === "unwatchable") return warning(text(message));
  if (status === "unchanged") return faint("template", "saved, and nothing in it differs from what runs");
  if (status === "reloaded") return plain("template", `reloaded ${named(changes)}; connections are kept`);
  if (status !== "changed") return undefined;
  return warning(`the template changed: ${named(changes)}; a restart applies it (r and Enter in a terminal)`);
}

function named(changes: unknown): string {
  if (!Array.isArray(changes)) return "";
  const all = changes.map(({ logicalId, kind, properties }) =>
    kind === "changed" ? `${logicalId} (${properties.join(", ")})` : `${logicalId} ${kind}`,
  );
  return listNames(all, NAMED_CHANGES);
}

export const engineLines: Formats = {
  "engine/template": template,
  "engine/not-run": ({ service, operation, remedy }) =>
    remedy
      ? warning(`${text(service)} (${text(operation)}) does not run here; options for it: ${text(remedy)}`)
      : undefined,
  "data/write-failed": ({ file, message }) =>
    error(`${text(file)} cannot be written, and calls are refused until it can: ${text(message)}`),
  "data/dropped": ({ file, bytes }) =>
    faint("data", `${text(file)} ended in ${text(bytes)} bytes of a write that was cut short: they are dropped`),
  "data/time-ahead": ({ offsetMs }) =>
    warning(
      `time is ${text(Math.round(Number(offsetMs) / 1000))} s ahead, as it was when the data folder was used last`,
    ),
};
