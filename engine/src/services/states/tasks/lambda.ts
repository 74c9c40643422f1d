import { parseExactJson, stringifyExactJson } from "../../../languages/exact-json.ts";
import type { HttpAnswer } from "../../../wire/http-client.ts";
import { StateError } from "../language/errors/state-error.ts";
import { type Input, withMetadata } from "./integration.ts";
import { type ServiceClient, ServiceFault } from "./service-client.ts";
import { OPTIMIZED_ERRORS, serviceError } from "./service-errors.ts";

/** Calls a function by its ARN or name: its result is the task's. */
export async function callFunction(functionArn: string, payload: unknown, client: ServiceClient): Promise<unknown> {
  return payloadOf(await invoke({ FunctionName: functionArn, Payload: payload }, client));
}

/** `lambda:invoke`: the result is the API's answer, with the function's own in `Payload`. */
export async function invokeFunction(input: Input, client: ServiceClient): Promise<unknown> {
  const answer = await invoke(input, client);
  const version = answer.headers["x-amz-executed-version"]?.[0];
  const output = {
    ...(version !== undefined && { ExecutedVersion: version }),
    ...(answer.body.length > 0 && { Payload: payloadOf(answer) }),
    StatusCode: answer.status,
  };
  return withMetadata(output, answer);
}

async function invoke(input: Input, client: ServiceClient): Promise<HttpAnswer> {
  const answer = await client.send("lambda", {
    method: "POST",
    url: invocationUrl(input),
    headers: invocationHeaders(input),
    body: Buffer.from(stringifyExactJson(input.Payload ?? {})),
  });
  if (answer.status >= 400) return refused(answer);
  if (answer.headers["x-amz-function-error"]) throw functionError(answer.body.toString());
  return answer;
}

/** The URL that AWS's client would call, whatever the region. */
function invocationUrl({ FunctionName, Qualifier }: Input): URL {
  const name = encodeURIComponent(String(FunctionName));
  const url = new URL(`https://lambda.amazonaws.com/2015-03-31/functions/${name}/invocations`);
  if (Qualifier !== undefined) url.searchParams.set("Qualifier", String(Qualifier));
  return url;
}

/** Members that travel as headers. */
const HEADERS = {
  ClientContext: "x-amz-client-context",
  InvocationType: "x-amz-invocation-type",
  LogType: "x-amz-log-type",
} as const;

const invocationHeaders = (input: Input): Record<string, string[]> => ({
  "content-type": ["application/json"],
  ...Object.fromEntries(
    Object.entries(HEADERS)
      .filter(([member]) => input[member] !== undefined)
      .map(([member, header]) => [header, [String(input[member])]]),
  ),
});

function refused(answer: HttpAnswer): never {
  const code = answer.headers["x-amzn-errortype"]?.[0] ?? "ServiceException";
  const { message = "" } = JSON.parse(answer.body.toString() || "{}");
  return serviceError(OPTIMIZED_ERRORS.lambda)(new ServiceFault(code, String(message), answer));
}

/** The error's name is the function's own, and the cause is all that the runtime says of it. */
function functionError(payload: string): StateError {
  const { errorType = "Error" } = JSON.parse(payload);
  return new StateError(String(errorType), payload);
}

const payloadOf = ({ body }: HttpAnswer): unknown => (body.length === 0 ? {} : parseExactJson(body.toString()));
