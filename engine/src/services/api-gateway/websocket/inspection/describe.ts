import { type MultiValues, mask, maskHeaders, maskQuery, maskText, maskValues } from "../../../../kernel/masking.ts";
import type {
  ConnectionDetail,
  ConnectionFrame,
  ConnectionState,
  ConnectionSummary,
} from "../../../contract/description/connections.ts";
import { LONGEST_PRINCIPAL_ID } from "../../journaled-user.ts";
import type { Frame } from "./frame-store.ts";
import type { ConnectionRecord, End } from "./record.ts";

export function summaryOf(record: ConnectionRecord, state: ConnectionState): ConnectionSummary {
  const { context, lastActiveAt, lastRoute, end } = record;
  const { connectionId, stage, connectedAt, authorizer } = context;
  const user = authorizer?.principalId;
  return {
    connectionId,
    apiId: stage.api.id,
    api: stage.api.logicalId,
    stage: stage.name,
    ...(user !== undefined && { user: user.length > LONGEST_PRINCIPAL_ID ? mask(user) : maskText(user) }),
    state,
    connectedAt,
    lastActiveAt,
    framesIn: record.in.frames,
    bytesIn: record.in.bytes,
    framesOut: record.out.frames,
    bytesOut: record.out.bytes,
    ...(lastRoute !== undefined && { lastRoute }),
    ...(end && endOf(end)),
  };
}

function endOf(end: End): Pick<ConnectionSummary, "endedAt" | "close" | "refused"> {
  if (end.state === "refused") return { endedAt: end.at, refused: { status: end.status, reason: end.reason } };
  const { code, reason, by } = end.cause;
  return { endedAt: end.at, close: { code, reason: maskText(reason), by } };
}

/** All about a connection, with the frames above a number. */
export function detailOf(record: ConnectionRecord, state: ConnectionState, afterFrame: number): ConnectionDetail {
  const { context, requestId, frames } = record;
  const { domainName, identity } = context;
  return {
    ...summaryOf(record, state),
    requestId,
    domainName,
    identity,
    payloads: record.handshake !== undefined,
    ...contentsOf(record),
    frames: frames.after(afterFrame).map(frameOf),
    firstFrame: frames.oldest?.frame.seq ?? record.in.frames + record.out.frames + 1,
  };
}

function contentsOf({ handshake, context: { authorizer } }: ConnectionRecord) {
  if (handshake === undefined) return {};
  const { headers = {}, query = {} } = JSON.parse(handshake) as { headers?: MultiValues; query?: MultiValues };
  return {
    ...(authorizer && { authorizer: maskValues(authorizer) }),
    headers: maskHeaders(headers),
    query: maskQuery(query),
  };
}

function frameOf({ payload, source, ...frame }: Frame): ConnectionFrame {
  const direction = source === "client" ? "in" : "out";
  if (payload === undefined) return { ...frame, source, direction };
  const isCut = Buffer.byteLength(payload) < frame.bytes;
  const content = typeof payload === "string" ? { text: maskText(payload) } : { base64: payload.toString("base64") };
  return { ...frame, source, direction, ...content, ...(isCut && { isCut }) };
}
