import type { ServiceError } from "../../kernel/errors.ts";
import type { HttpReply, HttpRequest, QueryNames } from "../http.ts";
import type { QueryReplyOptions } from "./query.ts";

/** Services of the Query protocol answer in JSON who asks for it: API Gateway does for its integrations. */
export const wantsJson = ({ headers }: HttpRequest) => /^application\/json\s*(?:;|$)/i.test(headers.accept ?? "");

/** `{PublishResponse: {PublishResult: …, ResponseMetadata: …}}`, members in the order of their names, as recorded. */
export function encodeQueryJson(output: unknown, { action, requestId, names }: QueryReplyOptions): HttpReply {
  const result = toJson(output ?? {}, `${action}Result`, names);
  const hasMembers = typeof result === "object" && result !== null && Object.keys(result).length > 0;
  const response = { ResponseMetadata: { RequestId: requestId }, ...(hasMembers && { [`${action}Result`]: result }) };
  return jsonReply(200, requestId, { [`${action}Response`]: inOrder(response) });
}

export function encodeQueryJsonError(error: ServiceError, { requestId }: QueryReplyOptions): HttpReply {
  const { status, code, queryCode = code, message } = error;
  const detail = { Code: queryCode, Message: message, Type: status < 500 ? "Sender" : "Receiver" };
  return jsonReply(status, requestId, { Error: detail, RequestId: requestId });
}

const jsonReply = (status: number, requestId: string, body: object): HttpReply => ({
  status,
  headers: { "content-type": "application/json", "x-amzn-requestid": requestId },
  body: JSON.stringify(body),
});

/** A member as JSON spells it; `name` is its own or, for an item, its list's. */
function toJson(value: unknown, name: string, names: QueryNames = {}): unknown {
  if (Array.isArray(value)) return value.map((item) => toJson(item, name, names));
  if (typeof value !== "object" || value === null) return value;
  const { members: renamed = {}, nulls = {} } = names.json ?? {};
  const isMap = names.maps?.[name] !== undefined;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([member, content]) => {
      // The keys of a map are its owner's, and no names of ours.
      if (isMap) return [member, toJson(content, "", names)] as const;
      const spelt = renamed[member] ?? member;
      return [spelt, toJson(content, spelt, names)] as const;
    });
  const absent = (nulls[name] ?? []).map((member) => [member, null] as const);
  return inOrder(Object.fromEntries([...absent, ...members]));
}

const inOrder = (value: object) =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
