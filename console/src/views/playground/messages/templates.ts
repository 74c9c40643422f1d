import type { StackApi, StackRoute } from "../../../engine/stack-parts.ts";
import { isRecord } from "../kept.ts";
import { listOf, resolve, type Schema, sampleOf } from "./schema.ts";

/** A message to begin with. */
export interface MessageTemplate {
  readonly title: string;
  readonly text: string;
  /** Schema of the message, and the document that its `$ref`s lead into. */
  readonly schema?: Schema;
  readonly document?: unknown;
}

const write = (value: unknown) => JSON.stringify(value, null, 2);

/** Messages by the route keys of an API: of the model where there is one, else with the member that selects the route. */
export function routeTemplates({ routes, routeSelectionExpression }: StackApi): readonly MessageTemplate[] {
  const selecting = /^\$\{?request\.body\.([\w.]+)\}?$/.exec(routeSelectionExpression ?? "")?.[1];
  return routes
    .filter(({ routeKey }) => !/^\$(connect|disconnect)$/.test(routeKey))
    .map((route) => templateOf(route, selecting?.split(".")))
    .filter((template) => template !== undefined);
}

function templateOf({ routeKey, model }: StackRoute, path: readonly string[] | undefined): MessageTemplate | undefined {
  const selecting = routeKey === "$default" || path === undefined ? {} : nest(path, routeKey);
  if (isRecord(model)) {
    const sample = sampleOf(model);
    return { title: routeKey, text: write(isRecord(sample) ? { ...sample, ...selecting } : sample), schema: model };
  }
  if (routeKey === "$default") return { title: routeKey, text: write({ message: "hello" }) };
  return path && { title: routeKey, text: write(selecting) };
}

const nest = (path: readonly string[], value: string): Record<string, unknown> =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;

/** Messages that an AsyncAPI 3 document says the API receives over WebSockets. */
export function asyncApiTemplates(document: unknown): readonly MessageTemplate[] {
  if (!isRecord(document)) return [];
  const operations = Object.values(isRecord(document.operations) ? document.operations : {})
    .map((operation) => resolve(operation, document))
    .filter(({ action, channel }) => action === "receive" && isWebSocket(resolve(channel, document), document));
  const messages = operations.flatMap(({ messages: own, channel }) => {
    const all = resolve(channel, document).messages;
    return listOf(own).length > 0 ? listOf(own) : Object.values(isRecord(all) ? all : {});
  });
  return messages.map((message) => templateOfMessage(resolve(message, document), document));
}

const isWebSocket = ({ servers }: Schema, document: unknown) =>
  listOf(servers).length === 0 ||
  listOf(servers).some((server) => /^wss?$/.test(String(resolve(server, document).protocol)));

function templateOfMessage({ name, title, payload, examples }: Schema, document: unknown): MessageTemplate {
  const schema = resolve(payload, document);
  const [example] = listOf(examples).flatMap((each) =>
    isRecord(each) && each.payload !== undefined ? [each.payload] : [],
  );
  return {
    title: String(title ?? name ?? "message"),
    text: write(example ?? sampleOf(schema, document)),
    schema,
    document,
  };
}

/** Messages of a document and of the routes, without bare routes for which the document has a message. */
export function withoutBareRoutes(
  ofDocument: readonly MessageTemplate[],
  ofRoutes: readonly MessageTemplate[],
): readonly MessageTemplate[] {
  const known = ofDocument.map(({ text }) => JSON.parse(text));
  const isKnown = ({ text, schema }: MessageTemplate) =>
    !schema && known.some((message) => holds(message, JSON.parse(text)));
  return [...ofDocument, ...ofRoutes.filter((template) => !isKnown(template))];
}

/** Tells whether a value has all members of another, at every depth. */
const holds = (value: unknown, part: unknown): boolean =>
  isRecord(part)
    ? isRecord(value) && Object.entries(part).every(([name, each]) => holds(value[name], each))
    : value === part;
