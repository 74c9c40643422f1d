import type { RestRoute } from "../../wire/http.ts";
import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { createChoice } from "./answers/choose.ts";
import { loadAnswers } from "./answers/load.ts";
import { converse, converseStream } from "./operations/converse.ts";
import { invokeModel, invokeModelWithResponseStream } from "./operations/invoke-model.ts";

const route = (end: string, operation: string): RestRoute => ({
  method: "POST",
  path: `/model/{modelId}/${end}`,
  operation,
});

/** Bedrock's runtime with answers out of a file: no model runs here. */
export const bedrock: ServiceDefinition = {
  name: "bedrock",
  title: "Bedrock",
  protocols: [
    {
      kind: "rest-json",
      routes: [
        route("converse", "Converse"),
        route("converse-stream", "ConverseStream"),
        route("invoke", "InvokeModel"),
        route("invoke-with-response-stream", "InvokeModelWithResponseStream"),
      ],
    },
  ],
  resourceTypes: {},
  replaceable: true,
  runs: ({ mock }) => mock?.bedrock !== undefined,
  create(context) {
    const answers = loadAnswers(context.settings.mock?.bedrock ?? "");
    const operations = { ...context, choose: createChoice(answers) };
    return {
      access: (call) => accessOf(call, context),
      operations: {
        Converse: converse(operations),
        ConverseStream: converseStream(operations),
        InvokeModel: invokeModel(operations),
        InvokeModelWithResponseStream: invokeModelWithResponseStream(operations),
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
