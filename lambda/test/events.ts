import type { WebSocketEvent } from "../src/index.ts";

/** A message, as API Gateway gives it to a function. */
export function messageEvent(routeKey: string, body: unknown): WebSocketEvent {
  return {
    requestContext: {
      routeKey,
      eventType: "MESSAGE",
      connectionId: "abc=",
      connectedAt: 1_769_860_000_000,
      requestId: "XDmGEE2RoE0FRdQ=",
      apiId: "abc123defg",
      stage: "dev",
      domainName: "abc123defg.execute-api.us-east-1.amazonaws.com",
      authorizer: { principalId: "ada", userId: "ada" },
      identity: { sourceIp: "127.0.0.1" },
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** The opening or the end of a connection. */
export function lifecycleEvent(eventType: "CONNECT" | "DISCONNECT"): WebSocketEvent {
  const event = messageEvent(`$${eventType.toLowerCase()}`, "");
  return { ...event, requestContext: { ...event.requestContext, eventType } };
}
