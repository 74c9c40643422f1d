import { type Random, uuid } from "../../../../kernel/random.ts";
import type { HttpClaim, HttpReply, HttpRequest } from "../../../../wire/http.ts";
import type { Connections } from "../connection/connections.ts";
import type { Endpoint, FindEndpoint } from "../endpoint.ts";
import { isConnectionId } from "../ids.ts";
import type { Throttles } from "../throttle.ts";
import type { AuthorizeCaller } from "./authorization.ts";
import { OPERATIONS, type OperationDependencies } from "./operations.ts";
import { managementError } from "./replies.ts";

export interface ManagementDependencies extends OperationDependencies {
  readonly findEndpoint: FindEndpoint;
  readonly connections: Connections;
  readonly throttles: Throttles;
  readonly random: Random;
  /** Who may not, gets this answer. */
  readonly authorizeCaller: AuthorizeCaller;
}

const SEGMENT = "@connections";
const FORBIDDEN = managementError("ForbiddenException", "Forbidden");
const ANYWHERE = /\/(?:@|%40)connections(?:\/|$)/i;

/**
 * Plain HTTP on the API's addresses: `@connections` (§6), and what is no WebSocket handshake.
 *
 * On AWS a page of any origin may call `@connections`, because its signature is what protects it. Here everybody knows
 * credentials that the engine takes (`test`/`test`), so a page could sign: calls are not open, as those of a service.
 */
export function createManagement(tools: ManagementDependencies): (request: HttpRequest) => HttpClaim | undefined {
  function operate(endpoint: Endpoint, request: HttpRequest): HttpReply {
    const [, id = "", ...more] = endpoint.rest;
    const operation = OPERATIONS[request.method];
    if (!operation || id === "" || more.length > 0) return noMethod(request);
    const refused = authorize(endpoint, id, request) ?? throttled();
    if (refused) return refused;
    if (!isConnectionId(id)) return managementError("BadRequestException", `Invalid connectionId: ${id}`);
    return operation.check?.(request) ?? withConnection(endpoint, id, request);
  }

  function withConnection({ stage }: Endpoint, id: string, request: HttpRequest): HttpReply {
    const connection = tools.connections.find(id);
    if (connection?.client.stage !== stage || connection.state !== "open") return managementError("GoneException");
    return OPERATIONS[request.method]?.run(connection, request, tools) ?? noMethod(request);
  }

  const authorize = ({ stage }: Endpoint, id: string, request: HttpRequest) =>
    tools.authorizeCaller(`${stage.arn}/${request.method}/${SEGMENT}/${id}`, request);

  const throttled = () => (tools.throttles.admitCallback() ? undefined : managementError("LimitExceededException"));

  function claim(open: boolean, reply: () => HttpReply): HttpClaim {
    return { open, answer: async () => withRequestId(reply()) };
  }

  return (request) => {
    const endpoint = tools.findEndpoint(request.host, request.rawPath);
    if (endpoint?.rest[0] === SEGMENT) return claim(false, () => operate(endpoint, request));
    if (endpoint) return claim(true, () => (request.method === "GET" ? UPGRADE_REQUIRED : FORBIDDEN));
    // Without a stage, or with one that does not exist.
    return ANYWHERE.test(request.rawPath) ? claim(true, () => FORBIDDEN) : undefined;
  };

  function withRequestId(reply: HttpReply): HttpReply {
    return { ...reply, headers: { "x-amzn-requestid": uuid(tools.random), ...reply.headers } };
  }
}

const UPGRADE_REQUIRED: HttpReply = {
  status: 426,
  headers: { upgrade: "websocket", connection: "upgrade", "content-type": "application/json" },
  body: JSON.stringify({ message: "Upgrade Required" }),
};

const noMethod = ({ rawPath, method }: HttpRequest) =>
  managementError(
    "ForbiddenException",
    `No method found matching route ${rawPath.replace(/^\//, "")} for http method ${method}`,
  );
