import type { HttpAnswer } from "../../../../wire/http-client.ts";
import type { Timeouts } from "../../../contract/debugging/timeouts.ts";
import { callBackend } from "../../call-backend.ts";
import { gatewayResponse, isGatewayResponse } from "../../gateway-responses.ts";
import type { HttpIntegration } from "../configuration/model.ts";
import type { GatewayRequest, Response } from "../request.ts";
import type { IntegrationAnswer } from "./proxy-response.ts";

/** `HTTP_PROXY`: a URL on this machine that gets what the client sent, and whose answer is the client's. */
export async function callUrl(
  integration: HttpIntegration,
  request: GatewayRequest,
  timeouts: Pick<Timeouts, "after">,
): Promise<IntegrationAnswer | Response> {
  const url = urlOf(integration.uri, request);
  if (!url) return gatewayResponse("internal", `"${integration.uri}" is no URL`);
  const { http } = request;
  const method = integration.method === "ANY" ? http.method : integration.method;
  const call = { method, url, headers: headersOf(request), body: http.body };
  const answer = await callBackend(timeouts, integration.timeoutMs, call);
  return isGatewayResponse(answer) ? answer : answerOf(answer);
}

/** Variables of the path are filled in, and the query is passed on. */
function urlOf(uri: string, { pathParameters, http }: GatewayRequest): URL | undefined {
  const filled = uri.replace(/\{(\w+)(\+?)\}/g, (whole, name: string, greedy: string) => {
    const value = Object.hasOwn(pathParameters, name) ? pathParameters[name] : undefined;
    if (value === undefined) return whole;
    return greedy || name === "proxy" ? value.split("/").map(encodeURIComponent).join("/") : encodeURIComponent(value);
  });
  if (!URL.canParse(filled)) return undefined;
  const url = new URL(filled);
  url.search = [url.search.slice(1), http.rawQuery].filter((part) => part !== "").join("&");
  return url;
}

const NOT_PASSED_ON = new Set(["host", "content-length"]);

const headersOf = ({ headers }: GatewayRequest) =>
  Object.fromEntries(headers.filter(([name]) => !NOT_PASSED_ON.has(name.toLowerCase())));

const OF_THE_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"]);

const answerOf = ({ status, headers, body }: HttpAnswer): IntegrationAnswer => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name))),
  body,
});
