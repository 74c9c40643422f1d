import type { AnswerEvent, Block, BlockDelta, BlockStart } from "../answers/events.ts";
import { textOf } from "../answers/pieces.ts";
import { type Body, invocationMetrics, type ModelFamily, type Told } from "./model.ts";

const reasoningOf = ({ pieces }: Block) => pieces.map(({ chunk }) => chunk.reasoning ?? "").join("");

function contentOf(block: Block): Body {
  const { toolUse, kind, pieces } = block;
  if (toolUse) return { type: "tool_use", id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input };
  return kind === "text"
    ? { type: "text", text: textOf(pieces) }
    : { type: "thinking", thinking: reasoningOf(block), signature: "" };
}

const messageOf = ({ modelId }: Told) => ({
  model: modelId.replace(/^.*anthropic\.|-v\d+(?::\d+)?$/g, ""),
  id: "msg_bdrk_canned",
  type: "message",
  role: "assistant",
});

function begun({ start: { toolUse }, kind }: BlockStart): Body {
  if (toolUse) return { type: "tool_use", id: toolUse.toolUseId, name: toolUse.name, input: {} };
  return kind === "text" ? { type: "text", text: "" } : { type: "thinking", thinking: "", signature: "" };
}

function added({ delta: { text, toolUse, reasoningContent } }: BlockDelta): Body {
  if (toolUse) return { type: "input_json_delta", partial_json: toolUse.input };
  return reasoningContent ? { type: "thinking_delta", thinking: reasoningContent.text } : { type: "text_delta", text };
}

function bodies(event: AnswerEvent, told: Told): readonly Body[] {
  const { inputTokens, outputTokens } = told.whole.usage;
  switch (event.type) {
    case "messageStart": {
      const usage = { input_tokens: inputTokens, output_tokens: 1 };
      const message = { ...messageOf(told), content: [], stop_reason: null, stop_sequence: null, usage };
      return [{ type: "message_start", message }];
    }
    case "contentBlockStart": {
      const { contentBlockIndex: index } = event.payload;
      return [{ type: "content_block_start", index, content_block: begun(event.payload) }];
    }
    case "contentBlockDelta": {
      const { contentBlockIndex: index } = event.payload;
      return [{ type: "content_block_delta", index, delta: added(event.payload) }];
    }
    case "contentBlockStop":
      return [{ type: "content_block_stop", index: event.payload.contentBlockIndex }];
    case "messageStop": {
      const delta = { stop_reason: event.payload.stopReason, stop_sequence: null };
      return [{ type: "message_delta", delta, usage: { output_tokens: outputTokens } }];
    }
    case "metadata":
      return [{ type: "message_stop", ...invocationMetrics(told) }];
  }
}

/** Claude. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html */
export const anthropic: ModelFamily = {
  ids: /^anthropic\./,
  whole: (told) => ({
    ...messageOf(told),
    content: told.whole.blocks.map(contentOf),
    stop_reason: told.whole.stopReason,
    stop_sequence: null,
    usage: { input_tokens: told.whole.usage.inputTokens, output_tokens: told.whole.usage.outputTokens },
  }),
  bodies,
};
