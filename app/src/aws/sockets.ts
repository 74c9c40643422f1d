import {
  ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Log } from "../core/log.ts";
import type { Sockets } from "../core/ports.ts";

/** A post takes some milliseconds. With the SDK's own retry (jittered, for 429 and 5xx) the worst takes 6 seconds. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_000 };
const ATTEMPTS = 2;

export function createSockets(endpoint: string, log: Log): Sockets {
  const client = new ApiGatewayManagementApiClient({ endpoint, maxAttempts: ATTEMPTS, requestHandler: TIMEOUTS });
  return {
    async post(ConnectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId, Data: text }));
        return "delivered";
      } catch (error) {
        if (error instanceof GoneException) return "gone";
        log.warn("A push failed", { connectionId: ConnectionId, error });
        return "failed";
      }
    },
  };
}
