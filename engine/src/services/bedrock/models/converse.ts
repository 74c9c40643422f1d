import type { Block, Whole } from "../answers/events.ts";
import { textOf } from "../answers/pieces.ts";
import type { Body } from "./model.ts";

function contentOf({ kind, pieces, toolUse }: Block): Body {
  if (toolUse) return { toolUse };
  if (kind === "text") return { text: textOf(pieces) };
  const text = pieces.map(({ chunk }) => chunk.reasoning ?? "").join("");
  return { reasoningContent: { reasoningText: { text } } };
}

/** The answer of Converse, without its metrics. */
export const converseOutput = ({ blocks, stopReason, usage }: Whole): Body => ({
  output: { message: { role: "assistant", content: blocks.map(contentOf) } },
  stopReason,
  usage,
});
