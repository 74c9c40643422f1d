import { harOf, isInHar } from "../../model/traces/har.ts";
import type { Trace } from "../../model/traces/trace-index.ts";
import { context } from "./state.ts";

export type Format = "json" | "har";

const FILES: Readonly<Record<Format, { readonly name: string; readonly type: string }>> = {
  json: { name: "traces.json", type: "application/json" },
  har: { name: "traces.har", type: "application/json" },
};

/** Tells whether HAR has a form for it: handshakes and HTTP requests. */
export const hasHar = (traces: readonly Trace[]): boolean => traces.some(({ entries }) => entries.some(isInHar));

/** Saves traces as a file, with all that the page knows of them. */
export function save(traces: readonly Trace[], format: Format): void {
  const content =
    format === "har"
      ? harOf(traces, context.value.names, location.origin)
      : { traces: traces.map(({ id, entries, more }) => ({ traceId: id, entries, ...(more > 0 && { more }) })) };
  const { name, type } = FILES[format];
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
