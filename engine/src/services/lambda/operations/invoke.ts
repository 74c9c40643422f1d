import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { hiddenPlace, jsonProblem } from "../../../languages/json-problem.ts";
import type { ApiCall, HttpReply } from "../../../wire/http.ts";
import { MAX_ASYNCHRONOUS_PAYLOAD_BYTES, MAX_SYNCHRONOUS_PAYLOAD_BYTES } from "../configuration/quotas.ts";
import type { AsynchronousInvocations } from "../functions/asynchronous.ts";
import { calledAs, type Functions, type ResolvedFunction } from "../functions/functions.ts";
import type { InvokeResult } from "../functions/invocation.ts";
import { invocationLog } from "./invocation-log.ts";
import { jsonReply } from "./json-reply.ts";

export interface InvokeDependencies {
  readonly functions: Functions;
  readonly asynchronous: AsynchronousInvocations;
}

export type InvocationType = "RequestResponse" | "Event" | "DryRun";

export interface InvokeCall {
  readonly resolved: ResolvedFunction;
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly clientContext?: string;
  readonly tenantId?: string;
  /** The X-Ray header of the call. */
  readonly upstreamTrace?: string;
  readonly wantsLog: boolean;
}

const header = ({ http }: ApiCall, name: string) => {
  const value = http.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** `Invoke`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createInvoke(dependencies: InvokeDependencies): (call: ApiCall) => Promise<HttpReply> {
  return async (call) => {
    const { type, ...invocation } = readInvocation(call, dependencies.functions, INVOCATION_TYPES);
    return replies[type](invocation, dependencies);
  };
}

/** Reads what a call of `Invoke` and its like says. Throws a `ServiceError` for what is not of its form. */
export function readInvocation<T extends InvocationType>(
  call: ApiCall,
  functions: Functions,
  types: readonly T[],
): InvokeCall & { readonly type: T } {
  const { FunctionName, Qualifier } = call.input;
  const resolved = functions.findToRun(String(FunctionName), textOrUndefined(Qualifier));
  const type = invocationType(header(call, "x-amz-invocation-type"), types);
  const clientContext = decodeClientContext(header(call, "x-amz-client-context"));
  const tenantId = header(call, "x-amz-tenant-id");
  const upstreamTrace = header(call, "x-amzn-trace-id");
  return {
    type,
    resolved,
    requestId: call.requestId,
    payload: readPayload(call.http.body, type),
    wantsLog: header(call, "x-amz-log-type") === "Tail",
    ...(clientContext !== undefined && { clientContext }),
    ...(tenantId !== undefined && { tenantId }),
    ...(upstreamTrace !== undefined && { upstreamTrace }),
  };
}

/** `InvokeAsync`, the older name of an `Event` invocation. */
export function createInvokeAsync({ functions, asynchronous }: InvokeDependencies): (call: ApiCall) => HttpReply {
  return (call) => {
    const resolved = functions.findToRun(String(call.input.FunctionName));
    asynchronous.accept(resolved, { payload: readPayload(call.http.body, "Event"), requestId: call.requestId });
    return jsonReply(202, { Status: 202 });
  };
}

const replies: Readonly<
  Record<InvocationType, (invocation: InvokeCall, dependencies: InvokeDependencies) => HttpReply | Promise<HttpReply>>
> = {
  DryRun: () => ({ status: 204 }),
  Event: ({ resolved, ...event }, { asynchronous }) => {
    asynchronous.accept(resolved, event);
    return { status: 202 };
  },
  RequestResponse: async ({ resolved, wantsLog, ...request }) => {
    const result = await resolved.target.invoke({ ...request, ...calledAs(resolved) });
    return {
      status: 200,
      headers: {
        "content-type": "application/json",
        "x-amz-executed-version": resolved.executedVersion,
        ...(result.functionError && { "x-amz-function-error": result.functionError }),
        ...(wantsLog && { "x-amz-log-result": logResult(resolved, result) }),
      },
      body: result.payload,
    };
  },
};

export const logResult = (resolved: ResolvedFunction, result: InvokeResult): string =>
  Buffer.from(invocationLog(resolved, result)).toString("base64");

const textOrUndefined = (value: unknown) => (value === undefined ? undefined : String(value));

const INVOCATION_TYPES: readonly InvocationType[] = ["Event", "RequestResponse", "DryRun"];

function invocationType<T extends InvocationType>(given = "RequestResponse", types: readonly T[]): T {
  const type = types.find((each) => each === given);
  if (type !== undefined) return type;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${given}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [${types.join(", ")}]`,
  );
}

/** The event as JSON text; no body is an empty event. Throws what `Invoke` answers when it is too large or no JSON. */
export function readPayload(body: Buffer, type: InvocationType): string {
  const limit = type === "Event" ? MAX_ASYNCHRONOUS_PAYLOAD_BYTES : MAX_SYNCHRONOUS_PAYLOAD_BYTES;
  if (body.length > limit)
    throw new ServiceError(
      "RequestTooLargeException",
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      { status: 413, members: { Type: "User" } },
    );
  const payload = body.length === 0 ? "{}" : body.toString();
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new ServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${problemOf(body) ?? messageOf(error)}`,
      { members: { Type: "User" } },
    );
  }
  return payload;
}

function problemOf(body: Buffer): string | undefined {
  const problem = jsonProblem(body.toString("latin1"), { isBytes: true });
  return problem && problem.message + hiddenPlace(problem);
}

/** The header carries base64 of JSON; the function gets the JSON. */
function decodeClientContext(encoded: string | undefined): string | undefined {
  if (encoded === undefined) return undefined;
  const json = Buffer.from(encoded, "base64").toString();
  if (parseJson(json) !== undefined) return json;
  throw new ServiceError(
    "InvalidRequestContentException",
    "Client context must be a valid Base64-encoded JSON object.",
    { members: { Type: "User" } },
  );
}
