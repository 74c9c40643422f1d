import { createBody, type SelectionScope } from "../../../../languages/selection-expression/index.ts";
import type { GatewayRequest } from "./request.ts";
import { requestContext } from "./request-context.ts";

const NO_BODY = createBody("");

/** What expressions, mappings and templates see of a request. */
export function scopeOf(request: GatewayRequest): SelectionScope {
  const { client, handshake } = request;
  return {
    request: {
      body: request.body ?? NO_BODY,
      ...(handshake && { headers: handshake.headers }),
      ...(handshake?.query && { querystring: handshake.query }),
      ...(handshake?.basepath !== undefined && { basepath: handshake.basepath }),
    },
    context: requestContext(request),
    stageVariables: client.stage.variables ?? {},
  };
}
