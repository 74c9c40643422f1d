import { compileApis } from "../services/api-gateway/apis.ts";
import type { Api } from "../services/api-gateway/websocket/configuration/model.ts";
import type { Stack } from "../template/model.ts";
import { defined, type PlainObject } from "../template/plain-data.ts";
import { describeHandshake, type HandshakeDescription } from "./async-security.ts";
import { toSchema } from "./json-schema.ts";
import { createNames, refTo } from "./names.ts";
import { selectionSchema } from "./selection-schema.ts";
import { type DocumentedRoute, type WebSocketParts, webSocketParts } from "./web-socket-parts.ts";

export interface AsyncApiOptions {
  /** `ws://127.0.0.1:3001/dev`, by the logical id of the API and the name of the stage. */
  readonly localUrl: (api: string, stage: string) => string | undefined;
  /** Logical id behind a function's ARN. */
  readonly functionName: (arn: string) => string;
  /** True for an API to whose connections something of the stack posts. */
  readonly isPostedTo: (api: string) => boolean;
}

type Parts = Record<string, PlainObject>;

interface Document {
  readonly servers: Parts;
  readonly channels: Parts;
  readonly operations: Parts;
  readonly messages: Parts;
  readonly schemas: Parts;
  readonly securitySchemes: Parts;
  /** Of the document; each is given once. */
  readonly nameOf: (kind: keyof Omit<Document, "nameOf">, text: string) => string;
}

/** The WebSocket APIs of a stack as an AsyncAPI 3 document; undefined when it has none. */
export function asyncApiOf(stack: Stack, options: AsyncApiOptions): PlainObject | undefined {
  const { webSocket } = compileApis(stack, [...stack.resources.values()]);
  const apis = webSocket.map((api) => ({ api, parts: webSocketParts(stack, api) }));
  const [first, ...others] = apis;
  if (!first) return undefined;
  const { nameOf: _, messages, schemas, securitySchemes, ...document } = documentOf(apis, options);
  const { title, description, version } = first.parts;
  return {
    asyncapi: "3.0.0",
    info: defined({
      title: others.length === 0 ? title : stack.name,
      version: version ?? "1",
      description: others.length === 0 ? description : undefined,
    }),
    defaultContentType: "application/json",
    ...document,
    components: { messages, schemas, securitySchemes },
  };
}

interface Described {
  readonly api: Api;
  readonly parts: WebSocketParts;
}

function documentOf(apis: readonly Described[], options: AsyncApiOptions): Document {
  const names = new Map<string, (text: string) => string>();
  const document: Document = {
    servers: {},
    channels: {},
    operations: {},
    messages: {},
    schemas: {},
    securitySchemes: {},
    nameOf(kind, text) {
      const named = names.get(kind) ?? createNames();
      names.set(kind, named);
      return named(text);
    },
  };
  for (const described of apis) addApi(document, described, options);
  return document;
}

function addApi(document: Document, described: Described, options: AsyncApiOptions): void {
  const { api, parts } = described;
  const [stage] = api.stages.values();
  const handshake = describeHandshake(stage?.routes.get("$connect"), options.functionName);
  const servers = addServers(document, api, handshake, options);
  const channel = document.nameOf("channels", api.logicalId);
  const messages: Parts = {};
  const context: ApiContext = { document, parts, channel, messages, models: addModels(document, parts) };
  document.channels[channel] = {
    address: "/",
    title: parts.title,
    description: channelDescription(parts, handshake),
    servers: servers.map((name) => refTo("servers", name)),
    messages,
    bindings: { ws: bindingOf(handshake) },
  };
  for (const route of parts.routes.filter(({ key }) => !LIFE.has(key)))
    addRoute(context, route, stage?.routes.get(route.key), options);
  if (options.isPostedTo(api.logicalId)) addPushes(context);
}

interface ApiContext {
  readonly document: Document;
  readonly parts: WebSocketParts;
  readonly channel: string;
  /** Of the channel. */
  readonly messages: Parts;
  /** The places of the API's models by their names. */
  readonly models: ReadonlyMap<string, string>;
}

const LIFE: ReadonlySet<string> = new Set(["$connect", "$disconnect"]);

const channelDescription = ({ routeSelection, description }: WebSocketParts, { rule }: HandshakeDescription) =>
  [description, `One WebSocket. Messages are routed by ${routeSelection}. ${rule}`].filter(Boolean).join("\n\n");

function addServers(document: Document, api: Api, handshake: HandshakeDescription, options: AsyncApiOptions): string[] {
  const security = Object.entries(handshake.schemes).map(([text, scheme]) => {
    const name = document.nameOf("securitySchemes", text);
    document.securitySchemes[name] = scheme;
    return refTo("components", "securitySchemes", name);
  });
  const secured = security.length > 0 ? { security } : {};
  return [...api.stages.keys()].flatMap((stage) => {
    const local = options.localUrl(api.logicalId, stage);
    const [, region = ""] = /\.execute-api\.([\w-]+)\./.exec(api.host) ?? [];
    const deployed = {
      host: api.host.replace(/^[^.]+/, "{apiId}"),
      pathname: `/${stage}`,
      protocol: "wss",
      title: `${api.logicalId} on AWS, stage ${stage}`,
      variables: { apiId: { description: `The id that the deployed API has in ${region}` } },
      ...secured,
    };
    const here =
      local === undefined
        ? []
        : [[`${api.logicalId}-${stage}-local`, { ...placeOf(local, api, stage), ...secured }] as const];
    return [...here, [`${api.logicalId}-${stage}`, deployed] as const].map(([text, server]) => {
      const name = document.nameOf("servers", text);
      document.servers[name] = server;
      return name;
    });
  });
}

function placeOf(url: string, { logicalId }: Api, stage: string): PlainObject {
  const { host, pathname } = new URL(url);
  return { host, pathname, protocol: "ws", title: `${logicalId} on this machine, stage ${stage}` };
}

const membersOf = (names: readonly string[]) => ({
  type: "object",
  required: names,
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

const bindingOf = ({ query, headers }: HandshakeDescription): PlainObject => ({
  method: "GET",
  ...(query.length > 0 && { query: membersOf(query) }),
  ...(headers.length > 0 && { headers: membersOf(headers) }),
  bindingVersion: "0.1.0",
});

function addModels(document: Document, { models }: WebSocketParts): ReadonlyMap<string, string> {
  const names = new Map(models.map(({ name }) => [name, document.nameOf("schemas", name)] as const));
  const referTo = (name: string) => `#/components/schemas/${names.get(name) ?? name}`;
  for (const { name, description, schema } of models)
    document.schemas[names.get(name) ?? name] = { ...(description && { description }), ...toSchema(schema, referTo) };
  return names;
}

function addRoute(
  context: ApiContext,
  route: DocumentedRoute,
  compiled: { readonly integration?: unknown } | undefined,
  { functionName }: AsyncApiOptions,
): void {
  const { document, channel } = context;
  const { key, operationName, answers } = route;
  const integration = compiled?.integration as { functionArn?: string; type?: string } | undefined;
  const goesTo = integration?.functionArn === undefined ? integration?.type : functionName(integration.functionArn);
  const requests = requestMessages(context, route);
  document.operations[document.nameOf("operations", key)] = {
    action: "receive",
    title: operationName ?? key,
    summary:
      goesTo === undefined ? `Route ${key}, which has no integration.` : `Route ${key}, which goes to ${goesTo}.`,
    channel: refTo("channels", channel),
    messages: requests.map((name) => refTo("channels", channel, "messages", name)),
    ...(answers && { reply: replyOf(context, key, answers) }),
    "x-portcullis-route": key,
  };
}

/** The messages of a route; one for each model where it has several. */
function requestMessages(context: ApiContext, { key, requests }: DocumentedRoute): string[] {
  const { parts } = context;
  const models = Object.entries(requests);
  const title = key === "$default" ? "Any other message" : key;
  if (models.length === 0) {
    const payload = key === "$default" ? {} : selectionSchema(parts.routeSelection, key);
    return [addMessage(context, key, { title, payload })];
  }
  return models.map(([selected, model]) =>
    addMessage(context, models.length === 1 ? key : `${key} ${selected}`, {
      title: models.length === 1 ? title : `${title} (${selected})`,
      payload: requestPayload(context, key, model),
    }),
  );
}

function requestPayload({ parts, models }: ApiContext, key: string, model: string): PlainObject {
  const place = refTo("components", "schemas", models.get(model) ?? model);
  const selection = selectionSchema(parts.routeSelection, key);
  return key === "$default" || Object.keys(selection).length === 0 ? place : { allOf: [place, selection] };
}

function replyOf(context: ApiContext, key: string, answers: Readonly<Record<string, string>>): PlainObject {
  const models = [...new Set(Object.values(answers))];
  const payloads =
    models.length === 0
      ? [{}]
      : models.map((model) => refTo("components", "schemas", context.models.get(model) ?? model));
  const names = payloads.map((payload) => addMessage(context, `${key} answer`, { title: `Answer to ${key}`, payload }));
  return {
    channel: refTo("channels", context.channel),
    messages: names.map((name) => refTo("channels", context.channel, "messages", name)),
  };
}

function addPushes(context: ApiContext): void {
  const { document, channel } = context;
  const name = addMessage(context, "posted", {
    title: "A message that is posted",
    summary: "Functions post it to a connection by @connections; the template does not tell its form.",
    payload: {},
  });
  document.operations[document.nameOf("operations", "post")] = {
    action: "send",
    title: "Post",
    summary: "Messages that functions post to connections, at any time.",
    channel: refTo("channels", channel),
    messages: [refTo("channels", channel, "messages", name)],
  };
}

function addMessage({ document, messages }: ApiContext, text: string, message: PlainObject): string {
  const name = document.nameOf("messages", text);
  document.messages[name] = { name, ...message };
  messages[name] = refTo("components", "messages", name);
  return name;
}
