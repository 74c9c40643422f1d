import type { HttpRequest } from "../../../../wire/http.ts";
import { type AuthorizeDependencies, authorize } from "../authorizer/authorize.ts";
import type { Checks } from "../authorizer/checks.ts";
import { isRefusal } from "../authorizer/grant.ts";
import type { GatewayRequest } from "../event/request.ts";
import { type IntegrationResult, isFailure } from "../integrations/result.ts";
import type { IntegrationOutcome } from "../telemetry/outcome.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import type { Throttles } from "../throttle.ts";
import { admitted } from "./connect-request.ts";
import { failureRefusal, type Refusal, refusal, statusRefusal } from "./refusal.ts";

export interface DecideDependencies extends AuthorizeDependencies {
  readonly throttles: Throttles;
  readonly telemetry: Telemetry;
}

/** What is answered to a handshake: the 101 when there is no refusal. */
export interface Decision {
  /** With what the authorizer told of the client. */
  readonly request: GatewayRequest;
  readonly refusal?: Refusal;
  /** The subprotocol that `$connect` chose. */
  readonly protocol?: string | undefined;
  /** Absent when the request did not come as far. */
  readonly checks?: Checks | undefined;
  /** Absent when `$connect` was not reached or has no integration. */
  readonly integration?: IntegrationOutcome;
}

const FIRST_REFUSING_STATUS = 300;

/** Whether a client may connect (§1.2): throttles, then its identity and API key, then `$connect` itself. */
export async function decide(
  request: GatewayRequest,
  {
    http,
    isGone,
    tools,
  }: { readonly http: HttpRequest; readonly isGone: () => boolean; readonly tools: DecideDependencies },
): Promise<Decision> {
  const { throttles } = tools;
  if (!throttles.admitConnection() || !throttles.admitRequest(request.client.stage, request.route))
    return { request, refusal: refusal("tooManyRequests", "a throttle has no token left") };
  const admission = await authorize(request, http, tools);
  const { checks } = admission;
  if (isRefusal(admission)) return { request, checks, refusal: admission };
  const known = admitted(request, admission);
  if (isGone()) return { request: known, checks, refusal: refusal("badRequest", "the client went away") };
  return { checks, ...(await connect(known, tools.telemetry)) };
}

/** `$connect` may be without an integration: everybody admitted is then connected (§1.3). */
async function connect(request: GatewayRequest, telemetry: Telemetry): Promise<Decision> {
  if (!request.route.integration) return { request };
  const { result, outcome } = await telemetry.integrate(request);
  return { request, integration: outcome, ...verdict(result) };
}

function verdict(result: IntegrationResult): Pick<Decision, "refusal" | "protocol"> {
  if (isFailure(result)) return { refusal: failureRefusal(result) };
  const { status, headers } = result;
  return status < FIRST_REFUSING_STATUS
    ? { protocol: headers["sec-websocket-protocol"] }
    : { refusal: statusRefusal(status, `$connect answered ${status}`) };
}
