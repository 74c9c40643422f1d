import { stringifyExactJson } from "../../../languages/exact-json.ts";
import { StateError } from "../language/errors/state-error.ts";
import { invokeApi } from "./api-gateway.ts";
import { type Input, type Integration, serviceError, withMetadata } from "./integration.ts";
import { invokeFunction } from "./lambda.ts";
import { lowerFirst, upperMembers } from "./member-names.ts";

interface OptimizedCall {
  readonly service: string;
  readonly operation: string;
  /** The part of its errors' names before the dot. */
  readonly errors: string;
  readonly prepare?: (input: Input) => Input;
  /** Throws a `StateError` for an answer that tells of a failure. */
  readonly check?: (output: Input) => void;
}

function optimized({ service, operation, errors, prepare = (input) => input, check }: OptimizedCall): Integration {
  return async (input, client) => {
    const { output, http } = await client.call(service, operation, prepare(input)).catch(serviceError(errors));
    check?.(output);
    return withMetadata(output, http);
  };
}

const dynamodb = (operation: string) => optimized({ service: "dynamodb", operation, errors: "DynamoDB" });

/** Texts that may be given as JSON: the integration turns them into text. */
const asText = (value: unknown) =>
  typeof value === "string" || value === undefined ? value : stringifyExactJson(value);

const withText =
  (member: string) =>
  (input: Input): Input => ({ ...input, [member]: asText(input[member]) });

function withDetails({ Entries, ...input }: Input): Input {
  const entries = Array.isArray(Entries) ? Entries.map(withText("Detail")) : Entries;
  return { ...input, Entries: entries };
}

function checkEntries({ FailedEntryCount, Entries }: Input): void {
  if (Number(FailedEntryCount) > 0) throw new StateError("EventBridge.FailedEntry", JSON.stringify({ Entries }));
}

/** `StateMachineArn`, `Input` and `Name`, which the service itself spells with a small letter. */
const startInput = (input: Input): Input =>
  Object.fromEntries(Object.entries(withText("Input")(input)).map(([name, value]) => [lowerFirst(name), value]));

const startExecution: Integration = async (input, client) => {
  const call = client.call("states", "StartExecution", startInput(input));
  const { output, http } = await call.catch(serviceError("StepFunctions"));
  return withMetadata(upperMembers(output), http);
};

/** Integrations of Step Functions' own, by the text after `arn:aws:states:::`. */
export const OPTIMIZED: ReadonlyMap<string, Integration> = new Map([
  ["apigateway:invoke", invokeApi],
  ["dynamodb:deleteItem", dynamodb("DeleteItem")],
  ["dynamodb:getItem", dynamodb("GetItem")],
  ["dynamodb:putItem", dynamodb("PutItem")],
  ["dynamodb:updateItem", dynamodb("UpdateItem")],
  [
    "events:putEvents",
    optimized({
      service: "events",
      operation: "PutEvents",
      errors: "EventBridge",
      prepare: withDetails,
      check: checkEntries,
    }),
  ],
  ["lambda:invoke", invokeFunction],
  ["sns:publish", optimized({ service: "sns", operation: "Publish", errors: "SNS", prepare: withText("Message") })],
  [
    "sqs:sendMessage",
    optimized({ service: "sqs", operation: "SendMessage", errors: "SQS", prepare: withText("MessageBody") }),
  ],
  ["states:startExecution", startExecution],
]);
