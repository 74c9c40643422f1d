import type { HttpReply } from "../../../wire/http.ts";
import { bodyOf, rowOf } from "../gateway-responses.ts";
import type { HttpType } from "./dialects.ts";
import { fitsMediaType } from "./events/body.ts";
import type { IntegrationAnswer } from "./integrations/proxy-response.ts";
import type { GatewayRequest, Response } from "./request.ts";

/** The reply of a gateway response: outside, all of one cause look the same. */
export function responseReply(type: HttpType, { cause, headers }: Response): HttpReply {
  const row = rowOf(type, cause);
  return {
    status: row.status,
    headers: {
      "content-type": row.form === "text" ? "text/plain" : "application/json",
      ...(row.errorType !== undefined && { "x-amzn-errortype": row.errorType }),
      ...headers,
    },
    body: bodyOf(row),
  };
}

/** Of the connection to the client, which a backend does not decide. */
const OF_THE_CONNECTION = ["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"];

/** A backend's answer as the client gets it. */
export function answerReply({ status, headers, body }: IntegrationAnswer, request: GatewayRequest): HttpReply {
  const passed = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.includes(name));
  return { status, headers: Object.fromEntries(passed), body: asAccepted(body, request) };
}

/**
 * A REST API turns a function's base64 into bytes only for a client whose first accepted type is one of the API's
 * binary ones; others get the base64 itself.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
function asAccepted(body: string | Buffer, { stage, http, route }: GatewayRequest): string | Buffer {
  const { type, binaryMediaTypes } = stage.api;
  if (type !== "rest-api" || typeof body === "string" || route.integration.type !== "function") return body;
  const accepted = http.headers.accept?.split(",")[0]?.split(";")[0]?.trim().toLowerCase();
  const isBinary = fitsMediaType(binaryMediaTypes, accepted) || binaryMediaTypes.includes("*/*");
  return isBinary ? body : body.toString("base64");
}
