import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import * as z from "zod/mini";
import { defineWork } from "../../src/core/requests/work-definition.ts";

const MODEL_ID = "amazon.nova-lite-v1:0";

const bedrock = new BedrockRuntimeClient();

/** Answers a question in the chat of whoever asks, before their eyes. */
export const ask = defineWork(
  z.strictObject({ question: z.string("must be text") }),
  async ({ question }, { userId }, { stream, signal }) => {
    const answer = stream(`chat:${userId}`, { data: { author: "assistant", question } });
    const messages = [{ role: "user" as const, content: [{ text: question }] }];
    const command = new ConverseStreamCommand({ modelId: MODEL_ID, messages });
    const { stream: events = [] } = await bedrock.send(command, { abortSignal: signal });
    for await (const { contentBlockDelta } of events) await answer.append(contentBlockDelta?.delta?.text ?? "");
    // The events of an aborted call end as if the model had said all.
    signal.throwIfAborted();
    return { streamId: answer.streamId };
  },
);
