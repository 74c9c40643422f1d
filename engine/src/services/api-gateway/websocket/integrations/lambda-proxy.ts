import { parseJson } from "../../../../kernel/parse-json.ts";
import { isObject } from "../../../../template/plain-data.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import { type LambdaOutcome, STOPPED } from "../../invoke-lambda.ts";
import type { Integration } from "../configuration/integration.ts";
import { proxyEvent } from "../event/events.ts";
import { routeArn } from "../event/request.ts";
import type { Backend, BackendDependencies, IntegrationFailure, IntegrationResult } from "./backend.ts";

/** `AWS_PROXY`: a function gets an event and answers with a status, headers and a body. */
export function createLambdaProxy(integration: Integration, { invoke }: BackendDependencies): Backend {
  const { functionArn, credentialsArn, timeoutMs } = integration;
  if (!functionArn)
    return async () => gatewayResponse("unreachable", `IntegrationUri "${integration.uri}" names no function`);
  const wrongMethod = methodProblem(integration);
  if (wrongMethod) return async () => wrongMethod;
  return async (request) => {
    const sourceArn = routeArn(request);
    const payload = proxyEvent(request);
    const outcome = await invoke({ functionArn, payload, credentialsArn, sourceArn, timeoutMs });
    // In this order, since what follows a spread takes ten times as long.
    return { requestId: requestIdOf(outcome), ...resultOf(outcome) };
  };
}

/** Says of a function that is called with another method than POST what AWS's log says [5.1/lambda-method]. */
export function methodProblem({
  settings: { IntegrationMethod = "POST" },
}: Integration): IntegrationFailure | undefined {
  if (IntegrationMethod.toUpperCase() === "POST") return undefined;
  const reason = `Unable to determine service/operation name to be authorized: Lambda is invoked by POST, and IntegrationMethod is ${IntegrationMethod}`;
  return gatewayResponse("unreachable", reason);
}

/** Undefined when the call did not come as far as the function. */
export const requestIdOf = (outcome: LambdaOutcome) => ("requestId" in outcome ? outcome.requestId : undefined);

const resultOf = (outcome: LambdaOutcome): IntegrationResult =>
  outcome.kind === "answer" ? parseProxyResponse(outcome.payload) : lambdaFailure(outcome);

/** The type of the function's error and not its message, which may quote what a client sent. */
export function lambdaFailure(outcome: Exclude<LambdaOutcome, { kind: "answer" }>): IntegrationFailure {
  switch (outcome.kind) {
    case "fault":
      return gatewayResponse("fault", `the function failed with ${outcome.errorType}`);
    case "unreachable":
      return gatewayResponse("unreachable", outcome.message);
    case "stopped":
      return gatewayResponse("stopping", STOPPED);
    case "timeout":
      return gatewayResponse("timeout", "the function did not answer in time");
  }
}

/** Any other member makes the whole answer malformed [10/3]. */
const MEMBERS = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

const LOWEST_STATUS = 200;
const HIGHEST_STATUS = 599;

const malformed = (what: string): IntegrationFailure =>
  gatewayResponse("fault", `malformed Lambda proxy response: ${what}`);

/** Reads what a function returned to a proxy integration. */
export function parseProxyResponse(payload: string): IntegrationResult {
  const response = parseJson(payload);
  if (!isObject(response)) return malformed("it is not an object");
  const stray = Object.keys(response).find((member) => !MEMBERS.has(member));
  if (stray !== undefined) return malformed(`it has a member "${stray}"`);
  const status = statusOf(response.statusCode);
  if (status === undefined) return malformed("statusCode is not an HTTP status");
  const body = response.body ?? undefined;
  if (body !== undefined && typeof body !== "string") return malformed("body is not a string");
  const headers = parseHeaders(response);
  if (!headers) return malformed("a header is not a string");
  return { status, headers, body: body !== undefined && response.isBase64Encoded === true ? decoded(body) : body };
}

/** A number, or its digits as text. */
function statusOf(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  const isStatus = Number.isInteger(status) && Number(status) >= LOWEST_STATUS && Number(status) <= HIGHEST_STATUS;
  return isStatus ? Number(status) : undefined;
}

const decoded = (body: string) => Buffer.from(body, "base64");

/** Single and multiple values, the latter winning as they do for REST APIs. A line break would start another header. */
function parseHeaders({ headers, multiValueHeaders }: Readonly<Record<string, unknown>>) {
  const parsed: Record<string, string> = {};
  for (const source of [headers, multiValueHeaders]) {
    for (const [name, value] of Object.entries(source ?? {})) {
      const text = Array.isArray(value) ? value.join(", ") : String(value);
      if (typeof value === "object" && !Array.isArray(value)) return undefined;
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) return undefined;
      parsed[name.toLowerCase()] = text;
    }
  }
  return parsed;
}
