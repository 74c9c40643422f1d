import { type Input, toJson, Written } from "../inputs/json.ts";
import type { Service } from "../model.ts";
import { flattened } from "./flat-form.ts";

/** A request as it goes out. */
export interface WrongRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The engine looks at whom a signature names; what it signs is for `@connections` alone. */
export const signature = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20260301/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

export const signed = (service: string) => ({
  authorization: signature(service),
  "x-amz-date": "20260301T000000Z",
});

/** A call of an operation in its service's protocol. */
export function requestOf(service: Service, operation: string, input: Input): WrongRequest {
  if (service.protocol === "query") return queryRequest(service, formOf(operation, service, input));
  if (service.protocol === "rest-json") return restRequest(service, operation, input);
  return jsonRequest(service, operation, toJson(input));
}

export function jsonRequest(service: Service, operation: string, body: string): WrongRequest {
  const headers = {
    ...signed(service.name),
    "content-type": `application/x-amz-${service.protocol}`,
    "x-amz-target": service.targetOf(operation),
  };
  return { method: "POST", path: "/", headers, body };
}

export const FORM = "application/x-www-form-urlencoded; charset=utf-8";

export function queryRequest({ name }: Pick<Service, "name">, body: string): WrongRequest {
  return { method: "POST", path: "/", headers: { ...signed(name), "content-type": FORM }, body };
}

export function formOf(operation: string, { name, version }: Pick<Service, "name" | "version">, input: Input): string {
  const members = name === "sqs" ? flattened(input, operation) : input;
  const fields = [["Action", operation], ["Version", version], ...fieldsOf("", members)] as string[][];
  return new URLSearchParams(fields).toString();
}

/** Members of lists are numbered, and maps have entries. */
function fieldsOf(name: string, value: unknown): (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Written) return writtenFields(name, value);
  if (Array.isArray(value)) return value.flatMap((item, index) => fieldsOf(`${name}.member.${index + 1}`, item));
  if (typeof value !== "object") return [[name, String(value)]];
  const entry = MAPS.get(name.split(".").at(-1) ?? "");
  if (entry) return entriesOf(name, value, entry);
  return Object.entries(value).flatMap(([key, member]) => fieldsOf(name === "" ? key : `${name}.${key}`, member));
}

/** Maps of SNS, with the names that an entry's key and value have. */
const MAPS = new Map<string, readonly [string, string]>([
  ["Attributes", ["key", "value"]],
  ["MessageAttributes", ["Name", "Value"]],
]);

const entriesOf = (name: string, map: object, [key, value]: readonly [string, string]) =>
  Object.entries(map).flatMap(([entryKey, content], index) => [
    [`${name}.entry.${index + 1}.${key}`, entryKey] as const,
    ...fieldsOf(`${name}.entry.${index + 1}.${value}`, content),
  ]);

function writtenFields(name: string, { text }: Written): (readonly [string, string])[] {
  const depth = /^(?:\[|\{"M":){3,}/.exec(text)?.[0].length ?? 0;
  if (depth > 0) return [[`${name}${".member.1".repeat(Math.min(depth, 5_000))}`, "1"]];
  return text.startsWith("{") ? fieldsOf(name, JSON.parse(text)) : [[name, text]];
}

/** Path, query string, headers and body, as the model places the members. */
function restRequest(service: Service, operation: string, input: Input): WrongRequest {
  const { method, path } = service.calls[operation] ?? { method: "POST", path: "/" };
  const { places = {}, payload } = service.model.shapes[service.model.inputs[operation] ?? ""] ?? {};
  const given = input instanceof Written ? (JSON.parse(input.text) as Input) : input;
  const placed = (kind: string) =>
    Object.entries(given).flatMap(([name, value]) => {
      const [where, at = ""] = Object.hasOwn(places, name) ? (places[name]?.split(":") ?? []) : [];
      return where === kind && value !== undefined && value !== null ? [[at, textOf(value)] as const] : [];
    });
  const inPath = Object.fromEntries(placed("uri"));
  const filled = path.replace(/\{(\w+)\+?\}/g, (_all, name: string) => encodeURIComponent(inPath[name] ?? ""));
  const query = new URLSearchParams(placed("querystring").map((pair) => [...pair])).toString();
  const headers = Object.fromEntries(placed("header").map(([name, text]) => [name.toLowerCase(), headerText(text)]));
  const body = Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(places, name)));
  return {
    method,
    path: query === "" ? filled : `${filled}${filled.includes("?") ? "&" : "?"}${query}`,
    headers: {
      ...signed(service.name),
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: method === "GET" || method === "DELETE" ? "" : bodyOf(body, payload),
  };
}

const bodyOf = (members: Input, payload: string | undefined) =>
  payload === undefined ? toJson(members) : textOf(members[payload] ?? "");

const textOf = (value: unknown) => (typeof value === "string" ? value : toJson(value));

/** Others cannot be sent at all. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]/g, "?");
