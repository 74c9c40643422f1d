import { StateError } from "../language/errors/state-error.ts";
import { invokeApi } from "./api-gateway.ts";
import { type Input, type Integration, withMetadata } from "./integration.ts";
import { invokeFunction } from "./lambda.ts";
import { lowerFirst, upperMembers } from "./member-names.ts";
import { type ErrorNames, OPTIMIZED_ERRORS, serviceError } from "./service-errors.ts";
import { asText, withText } from "./texts.ts";

interface OptimizedCall {
  readonly service: string;
  readonly operation: string;
  readonly errors: ErrorNames;
  readonly prepare?: (input: Input) => Input;
}

function optimized({ service, operation, errors, prepare = (input) => input }: OptimizedCall): Integration {
  return async (input, client) => {
    const { output, http } = await client.call(service, operation, prepare(input)).catch(serviceError(errors));
    return withMetadata(output, http);
  };
}

const dynamodb = (operation: string) =>
  optimized({ service: "dynamodb", operation, errors: OPTIMIZED_ERRORS.dynamodb });

/** Events tell which state machine and execution sent them, behind what they have of their own (recorded on AWS). */
function withCallers({ Entries, ...input }: Input, callers: readonly string[]): Input {
  if (!Array.isArray(Entries)) return { ...input, Entries };
  const entries = Entries.map(({ Detail, Resources, ...entry }) => ({
    ...entry,
    Detail: asText(Detail),
    Resources: [...(Array.isArray(Resources) ? Resources : []), ...callers],
  }));
  return { ...input, Entries: entries };
}

const putEvents: Integration = async (input, client, callers) => {
  const call = client.call("events", "PutEvents", withCallers(input, callers));
  const { output } = await call.catch(serviceError(OPTIMIZED_ERRORS.events));
  if (Number(output.FailedEntryCount) > 0) throw new StateError("EventBridge.FailedEntry", JSON.stringify(output));
  return output;
};

/** `StateMachineArn`, `Input` and `Name`, which the service itself spells with a small letter. */
const startInput = (input: Input): Input =>
  Object.fromEntries(Object.entries(withText("Input")(input)).map(([name, value]) => [lowerFirst(name), value]));

const startExecution: Integration = async (input, client) => {
  const call = client.call("states", "StartExecution", startInput(input));
  const { output, http } = await call.catch(serviceError(OPTIMIZED_ERRORS.states));
  return withMetadata(upperMembers(output), http);
};

/** Integrations of Step Functions' own, by the text after `arn:aws:states:::`. */
export const OPTIMIZED: ReadonlyMap<string, Integration> = new Map([
  ["apigateway:invoke", invokeApi],
  ["dynamodb:deleteItem", dynamodb("DeleteItem")],
  ["dynamodb:getItem", dynamodb("GetItem")],
  ["dynamodb:putItem", dynamodb("PutItem")],
  ["dynamodb:updateItem", dynamodb("UpdateItem")],
  ["events:putEvents", putEvents],
  ["lambda:invoke", invokeFunction],
  [
    "sns:publish",
    optimized({ service: "sns", operation: "Publish", errors: OPTIMIZED_ERRORS.sns, prepare: withText("Message") }),
  ],
  [
    "sqs:sendMessage",
    optimized({
      service: "sqs",
      operation: "SendMessage",
      errors: OPTIMIZED_ERRORS.sqs,
      prepare: withText("MessageBody"),
    }),
  ],
  ["states:startExecution", startExecution],
]);
