import type { HttpReply, HttpRequest } from "../../../../wire/http.ts";
import { type ManagementCause, rowOf } from "../../gateway-responses.ts";
import { CAUSES } from "../connection/close-causes.ts";
import type { Connection } from "../connection/connection.ts";
import { LARGEST_MESSAGE_BYTES } from "../connection/quotas.ts";
import type { GatewayJournal } from "../journal.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

export interface OperationDependencies {
  readonly journal: GatewayJournal;
  readonly telemetry: Pick<Telemetry, "message">;
}

/** The part of a request that operations read. */
export type Sent = Pick<HttpRequest, "body">;

/** One verb of `/@connections/{id}` [6.1/post]. */
export interface ManagementOperation {
  /** Its name in the management API. */
  readonly name: string;
  /** Refuses a request that no connection could take. */
  check?(request: Sent): HttpReply | undefined;
  run(connection: Connection, request: Sent, tools: OperationDependencies): HttpReply;
}

export const OPERATIONS = {
  POST: {
    name: "PostToConnection",
    check: ({ body }) =>
      body.length > LARGEST_MESSAGE_BYTES ? managementError("tooLarge", "Message too long") : undefined,
    run(connection, { body }, { journal, telemetry }) {
      if (connection.isCongested) return managementError("throttled");
      connection.send(body, { source: "@connections" });
      telemetry.message(connection.context.stage, "");
      journal.connection("post", connection.context, { bytes: body.length });
      return { status: 200 };
    },
  },
  GET: {
    name: "GetConnection",
    run: ({ context, lastActiveAt }) => ({
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        connectedAt: isoTime(context.connectedAt),
        identity: { sourceIp: context.identity.sourceIp, userAgent: context.identity.userAgent },
        lastActiveAt: isoTime(lastActiveAt),
      }),
    }),
  },
  DELETE: {
    name: "DeleteConnection",
    run(connection) {
      connection.close(CAUSES.deleted);
      return { status: 204 };
    },
  },
} as const satisfies Readonly<Record<string, ManagementOperation>>;

const isoTime = (epochMs: number) => new Date(epochMs).toISOString();

/** An error in AWS's form: its type in a header; without a message the body is empty. */
export function errorReply(type: string, status: number, message?: string): HttpReply {
  const headers = { "x-amzn-errortype": type };
  if (message === undefined) return { status, headers };
  return {
    status,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ message }),
  };
}

export function managementError(cause: ManagementCause, message?: string): HttpReply {
  const { status, errorType = "" } = rowOf("@connections", cause);
  return errorReply(errorType, status, message);
}
