import { request } from "node:http";
import type { Engine } from "../engine.ts";
import type { Invocation, Invocations } from "./invocations.ts";
import { parsed } from "./socket/handshake.ts";

type Functions = Pick<Engine, "stack" | "endpoint">;

/** The functions of a stack, each by its logical id and by its name. */
function namesOf({ stack }: Functions): ReadonlyMap<string, string> {
  const functions = [...stack.resources.values()].filter(({ type }) => type === "AWS::Lambda::Function");
  return new Map(
    functions.flatMap(({ logicalId, physicalId }) => [
      [physicalId, physicalId],
      [logicalId, physicalId],
    ]),
  );
}

/** The name of a function that is named by its logical id or its name. Throws when there is none. */
export function functionNameOf(engine: Functions, functionName: string): string {
  const name = namesOf(engine).get(functionName);
  if (name !== undefined) return name;
  const { stack } = engine;
  const ids = [...stack.resources.values()].flatMap(({ type, logicalId }) =>
    type === "AWS::Lambda::Function" ? logicalId : [],
  );
  throw new Error(`The template has no function ${functionName}. It has: ${ids.join(", ") || "none"}.`);
}

/** Signed in form: which function may be called is for IAM, and a developer may call all. */
const HEADERS = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=test/20000101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20000101T000000Z",
};

/** Calls a function as `Invoke` does, and resolves with how it went. */
export async function invoke(
  engine: Functions,
  invocations: Invocations,
  { functionName, event = {} }: { readonly functionName: string; readonly event: unknown },
): Promise<Invocation> {
  const name = functionNameOf(engine, functionName);
  const url = `${engine.endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const { status, requestId, body } = await post(url, JSON.stringify(event));
  const invocation = invocations.of(name).find((one) => one.requestId === requestId);
  if (invocation) return invocation;
  const { Message: message = body } = Object(parsed(body)) as { readonly Message?: string };
  throw new Error(`${functionName} could not be invoked: ${status} ${message}`);
}

interface Answer {
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly body: string;
}

// Not `fetch`, which test environments may lack or replace.
function post(url: string, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers: HEADERS }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      const requestId = response.headers["x-amzn-requestid"];
      resolve({
        status: response.statusCode,
        body,
        requestId: requestId === undefined ? undefined : String(requestId),
      });
    });
    outgoing.once("error", reject);
    outgoing.end(text);
  });
}
