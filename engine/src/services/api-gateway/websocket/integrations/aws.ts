import { parseJson } from "../../../../kernel/parse-json.ts";
import { formatTraceHeader } from "../../../../kernel/tracing.ts";
import type { Credentials } from "../../../../wire/principal.ts";
import { sign } from "../../../../wire/sigv4/sign.ts";
import { callBackend } from "../../call-backend.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { LambdaCall } from "../../invoke-lambda.ts";
import type { Integration } from "../configuration/integration.ts";
import { headerValue } from "../event/headers.ts";
import { routeArn } from "../event/request.ts";
import type { Backend, BackendDependencies, IntegrationFailure } from "./backend.ts";
import { lambdaFailure, methodProblem } from "./lambda-proxy.ts";
import { compileRequestMapping } from "./request-mapping.ts";
import { compileResponseMapping } from "./response-mapping.ts";
import { parseServiceUri, serviceCall } from "./service-call.ts";

const SUCCESS = 200;
/** Lambda has taken an event and runs the function later. */
const ACCEPTED = 202;
/** A dry run says that the function could be run. */
const NO_CONTENT = 204;
/** Lambda does not run a function on what is no JSON. */
const BAD_REQUEST = 400;
/** A failed function must not open a connection, even where `$default` maps its error. */
const FUNCTION_ERROR = 500;

/** `AWS`: a function without an event, or an action of another service. */
export const createAws = (integration: Integration, dependencies: BackendDependencies): Promise<Backend> =>
  integration.functionArn === undefined
    ? createService(integration, dependencies)
    : createLambdaCustom(integration, dependencies);

interface LambdaAnswer {
  readonly status: number;
  readonly payload: string;
  readonly requestId?: string;
}

/** Calls a function in one of the ways that Lambda's `Invoke` has. */
type CallLambda = (call: LambdaCall) => Promise<LambdaAnswer | IntegrationFailure>;

/** The request's template makes the function's payload, and its answer is mapped. */
async function createLambdaCustom(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const mapRequest = await compileRequestMapping(integration, dependencies);
  const mapResponse = await compileResponseMapping(integration, "lambda", dependencies);
  const { functionArn = "", credentialsArn, timeoutMs } = integration;
  const callsByType = invocationTypes(dependencies);
  const wrongMethod = methodProblem(integration);
  return async (request) => {
    if (wrongMethod) return wrongMethod;
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const payload = mapped.body.toString() || "{}";
    const type = headerValue(mapped.parameters.headers, "x-amz-invocation-type");
    const callLambda = callsByType.get(type ?? "RequestResponse");
    if (!callLambda) return UNKNOWN_TYPE;
    const call = { functionArn, payload, credentialsArn, sourceArn: routeArn(request), timeoutMs };
    const answer = parseJson(payload) === undefined ? NO_JSON : await callLambda(call);
    if (isGatewayResponse(answer)) return answer;
    const { status, requestId } = answer;
    const result = mapResponse({ status, headers: {}, body: Buffer.from(answer.payload) }, mapped.scope);
    return { ...result, requestId };
  };
}

const UNKNOWN_TYPE = gatewayResponse(
  "unreachable",
  "X-Amz-Invocation-Type is neither Event nor RequestResponse nor DryRun",
);

/** Lambda's refusal of a payload, which the integration's responses map [5.1/no-json]. */
const NO_JSON: LambdaAnswer = {
  status: BAD_REQUEST,
  payload: JSON.stringify({ Type: "User", message: "Could not parse request body into json." }),
};

/** Values of the header `X-Amz-Invocation-Type`, which RequestParameters can map [5.1/invocation-type]. */
function invocationTypes({ invoke, deliver }: BackendDependencies): ReadonlyMap<string, CallLambda> {
  return new Map<string, CallLambda>([
    [
      "RequestResponse",
      async (call) => {
        const outcome = await invoke(call);
        if (outcome.kind !== "answer" && outcome.kind !== "fault") return lambdaFailure(outcome);
        return { ...outcome, status: outcome.kind === "answer" ? SUCCESS : FUNCTION_ERROR };
      },
    ],
    [
      "Event",
      async (call) => {
        const failure = await deliver(call);
        return failure ? lambdaFailure(failure) : { status: ACCEPTED, payload: "" };
      },
    ],
    [
      "DryRun",
      async (call) => {
        const failure = await deliver(call, { dryRun: true });
        return failure ? lambdaFailure(failure) : { status: NO_CONTENT, payload: "" };
      },
    ],
  ]);
}

/** The action is called over HTTP like any client's, with credentials of the integration's role. */
async function createService(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const mapRequest = await compileRequestMapping(integration, dependencies);
  const mapResponse = await compileResponseMapping(integration, "http", dependencies);
  const { uri, credentialsArn, timeoutMs } = integration;
  const target = parseServiceUri(uri);
  const { endpoint, stack, principals, clock, timeouts, tracer } = dependencies;
  let credentials: Required<Credentials> | undefined;
  return async (request) => {
    if (!target) return gatewayResponse("unreachable", `IntegrationUri "${uri}" names no action of a service`);
    if (!credentialsArn) return gatewayResponse("unreachable", "an action of a service needs a CredentialsArn");
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const call = serviceCall(new URL(endpoint), target, mapped);
    if (!call) return gatewayResponse("unreachable", `${target.service} does not run here`);
    credentials ??= principals.issue(credentialsArn, "BackplaneAssumeRoleSession");
    const signed = sign(call, credentials, {
      region: stack.region,
      service: target.service,
      epochMs: clock.now() - clock.offsetMs,
    });
    const { current } = tracer;
    const header = current && { "x-amzn-trace-id": [formatTraceHeader(current)] };
    const answer = await callBackend(timeouts, timeoutMs, { ...signed, headers: { ...signed.headers, ...header } });
    if (isGatewayResponse(answer)) return answer;
    return { ...mapResponse(answer, mapped.scope), requestId: answer.headers["x-amzn-requestid"]?.at(-1) };
  };
}
