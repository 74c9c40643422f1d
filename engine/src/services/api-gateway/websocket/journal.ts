import type { Recorder } from "../../../kernel/journal.ts";
import type { Tracer } from "../../../kernel/tracing.ts";
import type { ConnectionContext, GatewayRequest } from "./event/request.ts";

/** Types of what WebSocket APIs record. None of it holds a token, a query string, a header's value or a message's text. */
export type JournalType =
  | "authorizer"
  | "connect"
  | "refuse"
  | "message"
  | "answer"
  | "post"
  /** Another call of `@connections`, or one that failed. */
  | "call"
  | "disconnect"
  | "error"
  | "notice"
  | "unknown-method"
  | "access-log"
  | "metrics";

export interface GatewayJournal {
  /** Of one request. */
  request(type: JournalType, request: GatewayRequest, data?: Readonly<Record<string, unknown>>): void;
  /** Of a connection, outside its own requests. */
  connection(type: JournalType, context: ConnectionContext, data?: Readonly<Record<string, unknown>>): void;
  other(type: JournalType, data: Readonly<Record<string, unknown>>): void;
}

export function createGatewayJournal(recorder: Recorder, tracer: Pick<Tracer, "within">): GatewayJournal {
  return {
    request(type, { span, context, route, requestId }, data) {
      const { stage, connectionId } = context;
      const { key: routeKey } = route;
      const entry = { apiId: stage.api.id, stage: stage.name, connectionId, routeKey, requestId, ...data };
      tracer.within(span, () => recorder.record("execute-api", type, entry));
    },
    connection(type, { stage, connectionId }, data) {
      recorder.record("execute-api", type, { apiId: stage.api.id, stage: stage.name, connectionId, ...data });
    },
    other(type, data) {
      recorder.record("execute-api", type, data);
    },
  };
}
