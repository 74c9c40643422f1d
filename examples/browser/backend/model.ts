import { type BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";

const MODEL_ID = "amazon.nova-lite-v1:0";

export interface Model {
  /** Words as the model writes them. */
  answer(question: string): AsyncIterable<string>;
}

export function createModel(bedrock: BedrockRuntimeClient): Model {
  return {
    async *answer(question) {
      const messages = [{ role: "user" as const, content: [{ text: question }] }];
      const { stream = [] } = await bedrock.send(new ConverseStreamCommand({ modelId: MODEL_ID, messages }));
      for await (const { contentBlockDelta } of stream) yield contentBlockDelta?.delta?.text ?? "";
    },
  };
}
