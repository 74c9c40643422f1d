import { parseJson } from "../../../../kernel/parse-json.ts";
import type { HttpReply } from "../../../../wire/http.ts";
import type { ConnectionAnswer, ConnectionControl } from "../../../contract/description/connections.ts";
import { CAUSES, type DisconnectCause, reasonFits, serverMaySend } from "../connection/close-causes.ts";
import type { Connection, Connections } from "../connection/connection.ts";
import { isConnectionId } from "../event/ids.ts";
import { strikeConnection } from "../faults.ts";
import type { Management } from "../management/management.ts";
import { managementError } from "../management/operations.ts";
import { detailOf, summaryOf } from "./describe.ts";
import type { ConnectionRecord } from "./record.ts";
import type { Records } from "./records.ts";

export interface ConnectionControlDependencies {
  readonly connections: Connections;
  readonly records: Records;
  readonly management: Management;
}

export function createConnectionControl(dependencies: ConnectionControlDependencies): ConnectionControl {
  const { connections, records, management } = dependencies;

  function stateOf({ context, end }: ConnectionRecord) {
    return end?.state ?? connections.find(context.connectionId)?.state ?? "closed";
  }

  function steer(id: string, act: (connection: Connection) => void): ConnectionAnswer {
    const connection = connections.find(id);
    if (connection?.state !== "open") return answerOf(missing(id));
    act(connection);
    return { status: 200 };
  }

  const summarize = (record: ConnectionRecord) => summaryOf(record, stateOf(record));

  return {
    list: () => ({ open: [...records.open].map(summarize), ended: [...records.ended].map(summarize) }),
    find(id, afterFrame) {
      const record = records.find(id);
      return record && detailOf(record, stateOf(record), afterFrame);
    },
    async post(id, data) {
      const record = records.find(id);
      return answerOf(record ? await management.post(record.context, data) : missing(id));
    },
    close(id, code, reason = "") {
      const cause: DisconnectCause = code === undefined && reason === "" ? CAUSES.deleted : causeOf(code, reason);
      const mistake = mistakeIn(cause);
      return mistake === undefined
        ? steer(id, (connection) => connection.close(cause))
        : { status: 400, message: mistake };
    },
    drop: (id) => steer(id, (connection) => strikeConnection(connection, { kind: "dropped" })),
  };
}

const causeOf = (code: number = CAUSES.deleted.code, reason: string): DisconnectCause => ({
  code,
  reason,
  by: "control",
});

function mistakeIn({ code, reason }: DisconnectCause): string | undefined {
  if (!serverMaySend(code))
    return `A server may not close with the code ${code}: 1000 to 1003, 1007 to 1009, 1011 to 1014 and 3000 to 4999 are there.`;
  return reasonFits(reason) ? undefined : "A reason may have 123 bytes at most.";
}

/** `@connections` has the same answer for those that have gone and those that never were. */
const missing = (id: string): HttpReply =>
  isConnectionId(id) ? managementError("gone") : managementError("badRequest", `Invalid connectionId: ${id}`);

function answerOf({ status, headers, body = "" }: HttpReply): ConnectionAnswer {
  const error = headers?.["x-amzn-errortype"];
  const { message } = (parseJson(String(body)) ?? {}) as { readonly message?: string };
  return { status, ...(error !== undefined && { error: String(error) }), ...(message !== undefined && { message }) };
}
