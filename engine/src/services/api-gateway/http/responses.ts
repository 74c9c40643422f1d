import type { HttpReply } from "../../../wire/http.ts";
import type { Refusal } from "./authorizers/admission.ts";
import type { Dialect } from "./dialects.ts";
import { fitsMediaType } from "./events/body.ts";
import type { IntegrationAnswer } from "./integrations/proxy-response.ts";
import type { GatewayRequest } from "./request.ts";

/** What a refused client gets: outside all refusals of a kind look the same. */
export function refusalReply({ refusals }: Dialect, { kind, headers }: Refusal): HttpReply {
  const { status, errorType, body } = refusals[kind];
  const isText = typeof body === "string";
  return {
    status,
    headers: {
      "content-type": isText ? "text/plain" : "application/json",
      ...(errorType !== undefined && { "x-amzn-errortype": errorType }),
      ...headers,
    },
    body: isText ? body : JSON.stringify(body),
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
  const { dialect, binaryMediaTypes } = stage.api;
  if (dialect.name !== "rest-api" || typeof body === "string" || route.integration.type !== "function") return body;
  const accepted = http.headers.accept?.split(",")[0]?.split(";")[0]?.trim().toLowerCase();
  const isBinary = fitsMediaType(binaryMediaTypes, accepted) || binaryMediaTypes.includes("*/*");
  return isBinary ? body : body.toString("base64");
}
