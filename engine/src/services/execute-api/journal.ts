import type { Recorder } from "../../kernel/journal.ts";
import type { Client, GatewayRequest } from "./event/request.ts";

/** What this service records. None of it holds a token, a query string, a header's value or a message's text. */
export type JournalType =
  | "authorizer"
  | "connect"
  | "refuse"
  | "message"
  | "post"
  | "disconnect"
  | "error"
  | "notice"
  | "access-log";

export interface GatewayJournal {
  /** Of one request. */
  request(type: JournalType, request: GatewayRequest, data?: Readonly<Record<string, unknown>>): void;
  /** Of a connection, outside its own requests. */
  connection(type: JournalType, client: Client, data?: Readonly<Record<string, unknown>>): void;
  other(type: JournalType, data: Readonly<Record<string, unknown>>): void;
}

export function createGatewayJournal(recorder: Recorder): GatewayJournal {
  const of = ({ stage, connectionId }: Client) => ({ apiId: stage.api.id, stage: stage.name, connectionId });
  return {
    request: (type, { client, route, requestId }, data) =>
      recorder.record("execute-api", type, { ...of(client), routeKey: route.key, requestId, ...data }),
    connection: (type, client, data) => recorder.record("execute-api", type, { ...of(client), ...data }),
    other: (type, data) => recorder.record("execute-api", type, data),
  };
}
