import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Log } from "../core/log.ts";
import type { Closer } from "../core/ports.ts";

/** Closing takes some milliseconds, and what fails comes back from the queue. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 2_000 };

export function createCloser(endpoint: string, log: Log): Closer {
  const client = new ApiGatewayManagementApiClient({ endpoint, requestHandler: TIMEOUTS });
  return {
    async close(ConnectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId }));
        return "closed";
      } catch (error) {
        if (error instanceof GoneException) return "gone";
        log.warn("A connection could not be closed", { connectionId: ConnectionId, error });
        return "failed";
      }
    },
  };
}
