import * as z from "zod/mini";
import { ERROR_CODES, type ErrorCodeEntry } from "./codes.ts";
import { entityId, type MessageDefinition, requestId, timestamp, traceparent, url, userId } from "./define.ts";
import { messages } from "./messages.ts";

export type AsyncApiDocument = Readonly<Record<string, unknown>> & { readonly asyncapi: "3.0.0" };

/** Messages in the order of their names, so that the document is the same whatever order a module gives its exports. */
const byKey: Readonly<Record<string, MessageDefinition>> = Object.fromEntries(
  Object.values(messages)
    .flatMap((group): [string, MessageDefinition][] => Object.entries(group))
    .sort(([one], [other]) => (one < other ? -1 : 1)),
);

type MessageKey = { [Group in keyof typeof messages]: keyof (typeof messages)[Group] }[keyof typeof messages];

/** Schemas that several messages share, by the name they get in the document. */
const SHARED_SCHEMAS = {
  EntityId: entityId,
  UserId: userId,
  RequestId: requestId,
  Timestamp: timestamp,
  Url: url,
  Traceparent: traceparent,
};

/** Returns the contract as an AsyncAPI 3 document, the same for the same `version`. */
export function createAsyncApi(version: string): AsyncApiDocument {
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Portcullis",
      version,
      description:
        "An authenticated WebSocket API: subscribe to entities and get their updates, get notifications of your user. Other services publish both as events.",
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    servers,
    channels: { connection: connectionChannel, eventBus: eventBusChannel },
    operations,
    components: {
      securitySchemes,
      messages: Object.fromEntries(Object.entries(byKey).map(([key, definition]) => [key, describe(key, definition)])),
      schemas: jsonSchemas(),
    },
  };
}

const securitySchemes = {
  queryToken: {
    type: "httpApiKey",
    in: "query",
    name: "access_token",
    description: "The token (a JWT) in the URL. Simple, but URLs are logged in many places; prefer the subprotocol.",
  },
  subprotocolToken: {
    type: "httpApiKey",
    in: "header",
    name: "Sec-WebSocket-Protocol",
    description:
      'The value `websocket, <token>`; in a browser `new WebSocket(url, ["websocket", token])`. The server answers with `websocket`, never with the token.',
  },
};

const servers = {
  webSocket: {
    host: "{apiId}.execute-api.{region}.amazonaws.com",
    pathname: "/{stage}",
    protocol: "wss",
    title: "Amazon API Gateway",
    description:
      "The output WebsocketUri of the deployed stack. The token is given once, in one of two places; a handshake without a valid one is answered with 401.",
    variables: {
      apiId: { description: "The id of the API", examples: ["abc123defg"] },
      region: { description: "The AWS region", default: "us-east-1" },
      stage: { description: "The parameter StageName of the stack", default: "dev" },
    },
    security: Object.keys(securitySchemes).map((name) => ref("components", "securitySchemes", name)),
  },
  eventBridge: {
    host: "events.{region}.amazonaws.com",
    protocol: "https",
    title: "Amazon EventBridge",
    description: "Where services publish, with PutEvents and their own AWS credentials. Not for clients.",
    variables: { region: { description: "The AWS region", default: "us-east-1" } },
  },
};

const connectionChannel = {
  address: "/",
  title: "A client's connection",
  description: "One WebSocket. Client messages are routed on their action and answered on the same connection.",
  servers: [ref("servers", "webSocket")],
  messages: channelMessages({ ...messages.fromClient, ...messages.fromServer }),
  bindings: {
    ws: {
      method: "GET",
      query: {
        type: "object",
        properties: { access_token: { type: "string", description: "The token, if it is not in the subprotocol." } },
      },
      headers: {
        type: "object",
        properties: {
          "Sec-WebSocket-Protocol": { type: "string", description: "`websocket`, or `websocket, <token>`." },
        },
      },
      bindingVersion: "0.1.0",
    },
  },
};

const eventBusChannel = {
  address: "{eventBusName}",
  title: "The event bus",
  description:
    "Each message is the Detail of an event; its DetailType is in the message's title, its Source must be one of the parameter PublisherSources.",
  parameters: { eventBusName: { description: "The output EventBusName of the deployed stack." } },
  servers: [ref("servers", "eventBridge")],
  messages: channelMessages(messages.events),
};

const operations = {
  subscribe: request("subscribe", "subscribed", "error", "gatewayError"),
  unsubscribe: request("unsubscribe", "unsubscribed", "error", "gatewayError"),
  authenticate: request("authenticate", "authenticated", "error", "gatewayError"),
  presence: request("presence", "present", "error", "gatewayError"),
  inbox: request("inbox", "inboxAnswer", "error", "gatewayError"),
  ping: request("ping", "pong"),
  pushEntityUpdated: push("entityUpdated"),
  pushEntityStream: push("entityStream"),
  pushEntityState: push("entityState"),
  pushEntityPresence: push("entityPresence"),
  pushUserNotification: push("userPushNotification"),
  publishEntityUpdated: event("entityUpdatedEvent"),
  publishEntityStream: event("entityStreamEvent"),
  publishEntityState: event("entityStateEvent"),
  publishUserPushNotification: event("sendUserPushNotificationEvent"),
};

function request(message: MessageKey, ...answers: MessageKey[]) {
  return {
    ...operation("receive", "connection", message),
    reply: {
      channel: ref("channels", "connection"),
      messages: answers.map((answer) => ref("channels", "connection", "messages", answer)),
    },
  };
}

function push(message: MessageKey) {
  return operation("send", "connection", message);
}

function event(message: MessageKey) {
  return operation("receive", "eventBus", message);
}

function operation(action: "send" | "receive", channel: string, message: MessageKey) {
  return {
    action,
    title: byKey[message]?.title,
    summary: byKey[message]?.summary,
    channel: ref("channels", channel),
    messages: [ref("channels", channel, "messages", message)],
  };
}

function channelMessages(group: Readonly<Record<string, MessageDefinition>>) {
  const own = Object.keys(byKey).filter((key) => Object.hasOwn(group, key));
  return Object.fromEntries(own.map((key) => [key, ref("components", "messages", key)]));
}

function describe(key: string, definition: MessageDefinition) {
  const { name, title, summary, description, examples } = definition;
  return {
    name,
    title,
    summary,
    description: definition === messages.fromServer.error ? errorCodeTable() : description,
    payload: ref("components", "schemas", schemaName(key)),
    examples: examples.map((payload) => ({ payload })),
  };
}

function errorCodeTable(): string {
  const rows = Object.entries<ErrorCodeEntry>(ERROR_CODES).map(
    ([code, { summary, retryable, closeCode }]) =>
      `| \`${code}\` | ${summary} | ${retryable ? "yes" : "no"} | ${closeCode ?? ""} |`,
  );
  return ["| code | meaning | may be sent again | close with, and reconnect |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

/** Returns all schemas, by a registry: `$ref`s come out right only from one whose `uri` says where each will be. */
function jsonSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SHARED_SCHEMAS)) registry.add(schema, { id });
  for (const [key, { payload }] of Object.entries(byKey)) registry.add(payload, { id: schemaName(key) });
  const { schemas } = z.toJSONSchema(registry, {
    target: "draft-7",
    io: "input",
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

function schemaName(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

function ref(...path: string[]) {
  return { $ref: `#/${path.join("/")}` };
}
