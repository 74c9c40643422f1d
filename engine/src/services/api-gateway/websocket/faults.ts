import type { Fault, FaultFacts, FaultKinds } from "../../contract/faults.ts";
import { type GatewayResponse, gatewayResponse } from "../gateway-responses.ts";
import type { Connection } from "./connection/connection.ts";
import type { ConnectionContext, GatewayRequest } from "./event/request.ts";

/** Facts about a connection, and about a request of it. */
export function factsOf(
  { stage, connectionId, authorizer }: Pick<ConnectionContext, "stage" | "connectionId" | "authorizer">,
  request?: Pick<GatewayRequest, "route" | "requestId">,
): FaultFacts {
  return {
    api: stage.api.id,
    stage: stage.name,
    connection: connectionId,
    ...(authorizer?.principalId !== undefined && { user: authorizer.principalId }),
    ...(request && { route: request.route.key, trace: { requestId: request.requestId } }),
  };
}

const REASON = "a fault on purpose";

const CAUSES: Partial<Readonly<Record<string, "throttled" | "internal">>> = {
  throttled: "throttled",
  error: "internal",
};

/** The gateway response that a fault gives, where it gives one. */
export function faultResponse(fault: Fault): GatewayResponse<"throttled" | "internal"> | undefined {
  const cause = CAUSES[fault.kind];
  return cause && gatewayResponse(cause, REASON);
}

const EFFECTS: Readonly<Record<FaultKinds["connection"], (connection: Connection) => void>> = {
  dropped: (connection) => connection.terminate(),
  "half-open": (connection) => connection.halfOpen(),
};

const isOfNetwork = (kind: string): kind is FaultKinds["connection"] => Object.hasOwn(EFFECTS, kind);

/** Lets a fault of the network strike; false when it is none. */
export function strikeConnection(connection: Connection, fault: Fault | undefined): boolean {
  if (!fault || !isOfNetwork(fault.kind)) return false;
  EFFECTS[fault.kind](connection);
  return true;
}
