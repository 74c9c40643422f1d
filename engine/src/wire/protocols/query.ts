import { ServiceError } from "../../kernel/errors.ts";
import type { HttpReply, HttpRequest, MapNames, QueryNames } from "../http.ts";
import { element, membersToXml } from "./xml.ts";

interface Node {
  [name: string]: Node | string;
}

/** Deeper or more numerous fields than any AWS operation has are an attack on the decoder. */
const DEEPEST_FIELD = 12;
const MOST_FIELDS = 10_000;

/** `{ action, input }` of a form such as `Action=Publish&Message=…&Tags.member.1.Key=…`. */
export function decodeQuery(request: HttpRequest, names: QueryNames = {}) {
  const fields = new URLSearchParams(request.method === "GET" ? request.rawQuery : request.body.toString("utf8"));
  if (fields.size > MOST_FIELDS) throw malformed("too many fields");
  const tree: Node = Object.create(null);
  for (const [name, value] of fields) insert(tree, name.split("."), value);
  const action = typeof tree.Action === "string" ? tree.Action : "";
  delete tree.Action;
  delete tree.Version;
  return { action, input: structure(tree, names) };
}

const malformed = (why: string) => new ServiceError("MalformedQueryString", `The query string is malformed: ${why}`);

function insert(tree: Node, path: readonly string[], value: string): void {
  if (path.length > DEEPEST_FIELD) throw malformed("nested too deeply");
  let node = tree;
  for (const name of path.slice(0, -1)) {
    const next = node[name] ?? (Object.create(null) as Node);
    if (typeof next === "string") throw malformed(`${path.join(".")} is both a value and a structure`);
    node[name] = next;
    node = next;
  }
  node[path.at(-1) ?? ""] = value;
}

/** Turns numbered children into lists and key/value entries into maps, and gives members their JSON names. */
function structure(node: Node, names: QueryNames): Record<string, unknown> {
  const entryMaps = new Map(
    Object.entries(names.maps ?? {}).map(([name, { entry, ...pair }]) => [entry, { name, ...pair }]),
  );
  // Not by assignment: a member named __proto__ stays a member.
  return Object.fromEntries(
    Object.entries(node).map(([name, child]) => {
      const map = entryMaps.get(name);
      if (map && typeof child !== "string") return [map.name, toMap(list(child, names) ?? [], map)];
      const listName = names.input?.[name];
      // AWS's own examples leave out the number of a single item: `AttributeName=All`.
      if (typeof child === "string") return listName === undefined ? [name, child] : [listName, [child]];
      return [listName ?? name, collection(child, names)];
    }),
  );
}

function collection(node: Node, names: QueryNames): unknown {
  const members = typeof node.member === "object" ? node.member : node;
  const entries = typeof node.entry === "object" ? list(node.entry, names) : undefined;
  if (entries) return toMap(entries, entryMembers(entries));
  return list(members, names) ?? structure(node, names);
}

/** Most maps have `key` and `value`; message attributes of SNS have `Name` and `Value`, which has members. */
function entryMembers([first]: readonly unknown[]): Omit<MapNames, "entry"> {
  const named = typeof first === "object" && first !== null && "Name" in first;
  return named ? { key: "Name", value: "Value", hasMembers: true } : { key: "key", value: "value" };
}

function list(node: Node, names: QueryNames): unknown[] | undefined {
  const indices = Object.keys(node);
  if (!indices.every((index) => /^[1-9]\d{0,4}$/.test(index))) return undefined;
  return indices
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => node[index] ?? "")
    .map((item) => (typeof item === "string" ? item : collection(item, names)));
}

/** A value without any of its members does not stand in a form at all. */
function toMap(
  entries: readonly unknown[],
  { key, value, hasMembers = false }: Omit<MapNames, "entry">,
): Record<string, unknown> {
  return Object.fromEntries(
    (entries as Record<string, unknown>[]).map((entry) => [
      String(entry[key] ?? ""),
      entry[value] ?? (hasMembers ? {} : undefined),
    ]),
  );
}

export interface QueryReplyOptions {
  readonly action: string;
  readonly namespace: string;
  readonly requestId: string;
  readonly names?: QueryNames | undefined;
}

const xmlReply = (status: number, requestId: string, body: string): HttpReply => ({
  status,
  headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
  body: `<?xml version="1.0"?>${body}`,
});

export function encodeQuery(output: unknown, { action, namespace, requestId, names }: QueryReplyOptions): HttpReply {
  const members = membersToXml((output ?? {}) as Record<string, unknown>, forAction(names, action));
  const result = element(`${action}Result`, members);
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  return xmlReply(200, requestId, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`);
}

function forAction(names: QueryNames = {}, action: string): QueryNames {
  const lists = Object.entries(names.lists ?? {}).map(([name, item]) => [name, item.replace("{Action}", action)]);
  return { ...names, lists: Object.fromEntries(lists) };
}

export function encodeQueryError(error: ServiceError, { namespace, requestId }: QueryReplyOptions): HttpReply {
  const detail = membersToXml({
    Type: error.status < 500 ? "Sender" : "Receiver",
    Code: error.queryCode ?? error.code,
    Message: error.message,
  });
  const body = element("Error", detail) + element("RequestId", requestId);
  return xmlReply(error.status, requestId, `<ErrorResponse xmlns="${namespace}">${body}</ErrorResponse>`);
}

/** S3's errors: the same without a wrapping. */
export function encodeS3Error({ status, code, message }: ServiceError, requestId: string): HttpReply {
  const detail = membersToXml({ Code: code, Message: message, RequestId: requestId });
  return xmlReply(status, requestId, element("Error", detail));
}
