import type { AnswerEvent } from "../answers/events.ts";
import { converseOutput } from "./converse.ts";
import { type Body, invocationMetrics, type ModelFamily, type Told } from "./model.ts";

const deltaText = (event: AnswerEvent): string | undefined =>
  event.type === "contentBlockDelta" ? event.payload.delta.text : undefined;

/**
 * Nova speaks as Converse does, each event in a body of its name.
 * https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html
 */
export const nova: ModelFamily = {
  ids: /^amazon\.nova-/,
  whole: ({ whole }) => converseOutput(whole),
  bodies(event, told) {
    if (event.type === "metadata")
      return [{ metadata: { ...event.payload, metrics: {}, trace: {} }, ...invocationMetrics(told) }];
    if (event.type !== "contentBlockStart") return [{ [event.type]: event.payload }];
    const { kind, ...payload } = event.payload;
    return kind === "toolUse" ? [{ contentBlockStart: payload }] : [];
  },
};

/** Models whose bodies are texts alone: a body for each piece of text, and one at the end. */
function textModel(ids: RegExp, whole: ModelFamily["whole"], part: (text: string, told: Told) => Body): ModelFamily {
  return {
    ids,
    whole,
    bodies(event, told) {
      const text = deltaText(event);
      if (text !== undefined) return [part(text, told)];
      return event.type === "metadata"
        ? [{ ...whole({ ...told, whole: { ...told.whole, text: "" } }), ...invocationMetrics(told) }]
        : [];
    },
  };
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html */
const titan = textModel(
  /^amazon\.titan-t/,
  ({ whole: { text, usage } }) => ({
    inputTextTokenCount: usage.inputTokens,
    results: [{ tokenCount: usage.outputTokens, outputText: text, completionReason: "FINISH" }],
  }),
  (outputText, { whole: { usage } }) => ({
    outputText,
    index: 0,
    totalOutputTextTokenCount: null,
    completionReason: null,
    inputTextTokenCount: usage.inputTokens,
  }),
);

/** Unlike its answer, the end of Titan's stream is a part like the others. */
const titanText: ModelFamily = {
  ...titan,
  bodies: (event, told) =>
    event.type === "metadata"
      ? [
          {
            outputText: "",
            index: 0,
            totalOutputTextTokenCount: told.whole.usage.outputTokens,
            completionReason: "FINISH",
            inputTextTokenCount: told.whole.usage.inputTokens,
            ...invocationMetrics(told),
          },
        ]
      : titan.bodies(event, told),
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html */
const llama = textModel(
  /^meta\.llama/,
  ({ whole: { text, usage } }) => ({
    generation: text,
    prompt_token_count: usage.inputTokens,
    generation_token_count: usage.outputTokens,
    stop_reason: "stop",
  }),
  (generation) => ({ generation, prompt_token_count: null, generation_token_count: null, stop_reason: null }),
);

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html */
const mistral = textModel(
  /^mistral\./,
  ({ whole: { text } }) => ({ outputs: [{ text, stop_reason: "stop" }] }),
  (text) => ({ outputs: [{ text, stop_reason: null }] }),
);

export const others: readonly ModelFamily[] = [nova, titanText, llama, mistral];
