import { type RequestContext, requestConditions } from "../../../iam/index.ts";
import type { GatewayRequest } from "./event/request.ts";

/** The condition keys of a request to a WebSocket API. */
export const accessContext = ({ client: { identity }, time }: GatewayRequest): RequestContext =>
  requestConditions({ sourceIp: identity.sourceIp ?? "", userAgent: identity.userAgent, time });
