import type { Credentials } from "../../../../wire/principal.ts";
import { sign } from "../../../../wire/sigv4/sign.ts";
import { callBackend } from "../../call-backend.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { Integration } from "../configuration/integration.ts";
import { routeArn } from "../event/request.ts";
import type { Backend, BackendDependencies } from "./backend.ts";
import { lambdaFailure } from "./lambda-proxy.ts";
import { compileRequestMapping } from "./request-mapping.ts";
import { compileResponseMapping } from "./response-mapping.ts";
import { parseServiceUri, serviceCall } from "./service-call.ts";

const SUCCESS = 200;
/** A failed function must not open a connection, even where `$default` maps its error. */
const FUNCTION_ERROR = 500;

/** `AWS`: a function without an event, or an action of another service. */
export const createAws = (integration: Integration, dependencies: BackendDependencies): Promise<Backend> =>
  integration.functionArn === undefined
    ? createService(integration, dependencies)
    : createLambdaCustom(integration, dependencies);

/** The request's template makes the function's payload, and its answer is mapped. */
async function createLambdaCustom(integration: Integration, { invoke }: BackendDependencies): Promise<Backend> {
  const mapRequest = await compileRequestMapping(integration);
  const mapResponse = await compileResponseMapping(integration, "lambda");
  const { functionArn = "", credentialsArn, timeoutMs } = integration;
  return async (request) => {
    const mapped = mapRequest(request);
    if (isGatewayResponse(mapped)) return mapped;
    const payload = mapped.body.toString();
    const outcome = await invoke({ functionArn, payload, credentialsArn, sourceArn: routeArn(request), timeoutMs });
    if (outcome.kind !== "answer" && outcome.kind !== "fault") return lambdaFailure(outcome);
    const status = outcome.kind === "answer" ? SUCCESS : FUNCTION_ERROR;
    const answer = { status, headers: {}, body: Buffer.from(outcome.payload) };
    return { ...mapResponse(answer, mapped.scope), requestId: outcome.requestId };
  };
}

/** The action is called over HTTP like any client's, with credentials of the integration's role. */
async function createService(integration: Integration, dependencies: BackendDependencies): Promise<Backend> {
  const mapRequest = await compileRequestMapping(integration);
  const mapResponse = await compileResponseMapping(integration, "http");
  const { uri, credentialsArn, timeoutMs } = integration;
  const target = parseServiceUri(uri);
  const { endpoint, stack, principals, clock } = dependencies;
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
    const answer = await callBackend(clock, timeoutMs, signed);
    if (isGatewayResponse(answer)) return answer;
    return { ...mapResponse(answer, mapped.scope), requestId: answer.headers["x-amzn-requestid"]?.at(-1) };
  };
}
