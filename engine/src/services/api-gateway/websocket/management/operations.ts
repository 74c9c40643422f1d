import type { HttpReply, HttpRequest } from "../../../../wire/http.ts";
import { CAUSES } from "../connection/close-causes.ts";
import type { Connection } from "../connection/connection.ts";
import { LARGEST_MESSAGE_BYTES } from "../connection/quotas.ts";
import type { GatewayJournal } from "../journal.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { managementError } from "./replies.ts";

export interface OperationDependencies {
  readonly journal: GatewayJournal;
  readonly telemetry: Pick<Telemetry, "message">;
}

/** One verb of `/@connections/{id}` (§6.1). */
export interface ManagementOperation {
  /** Refuses what no connection could take. */
  check?(request: HttpRequest): HttpReply | undefined;
  run(connection: Connection, request: HttpRequest, tools: OperationDependencies): HttpReply;
}

export const OPERATIONS: Readonly<Record<string, ManagementOperation>> = {
  POST: {
    check: ({ body }) =>
      body.length > LARGEST_MESSAGE_BYTES ? managementError("PayloadTooLargeException", "Message too long") : undefined,
    run(connection, { body }, { journal, telemetry }) {
      if (connection.isCongested) return managementError("LimitExceededException");
      connection.send(body);
      telemetry.message(connection.client.stage, "");
      journal.connection("post", connection.client, { bytes: body.length });
      return { status: 200 };
    },
  },
  GET: {
    run: ({ client, lastActiveAt }) => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        connectedAt: isoTime(client.connectedAt),
        identity: { sourceIp: client.identity.sourceIp, userAgent: client.identity.userAgent },
        lastActiveAt: isoTime(lastActiveAt),
      }),
    }),
  },
  DELETE: {
    run(connection) {
      connection.close(CAUSES.deleted);
      return { status: 204 };
    },
  },
};

const isoTime = (epochMs: number) => new Date(epochMs).toISOString();
