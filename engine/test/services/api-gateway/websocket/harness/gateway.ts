import { type ClientOptions, type RawData, WebSocket } from "ws";
import type { AdjustableClock } from "../../../../../src/kernel/clock.ts";
import { messageOf, ServiceError } from "../../../../../src/kernel/errors.ts";
import { stableId } from "../../../../../src/kernel/random.ts";
import { parseArn } from "../../../../../src/languages/arn.ts";
import { apiGateway } from "../../../../../src/services/api-gateway/definition.ts";
import type { EngineSettings, ServiceDefinition } from "../../../../../src/services/contract/service.ts";
import type { Caller, InvocationResult, Targets } from "../../../../../src/services/contract/targets.ts";
import { createDispatcher } from "../../../../../src/wire/dispatch.ts";
import { ADMITTED } from "../../../../../src/wire/guard.ts";
import { listen } from "../../../../../src/wire/listener.ts";
import { ACCOUNT_ID, type Harness, REGION, startService, type TemplateResources } from "../../../harness.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests read events of any shape.
export type Event = any;
type Properties = Readonly<Record<string, unknown>>;
type FunctionBody = (event: Event) => unknown;

export interface RouteOptions {
  /** Of the function behind it, by AWS_PROXY. */
  readonly function?: string;
  /** Its integration's properties, in place of or on top of the function's. */
  readonly integration?: Properties;
  readonly responses?: readonly Properties[];
  readonly twoWay?: boolean;
  readonly properties?: Properties;
}

export interface ApiOptions {
  readonly api?: Properties;
  readonly stage?: Properties;
  readonly routes?: Readonly<Record<string, RouteOptions>>;
  /** Put before `$connect`. */
  readonly authorizer?: Properties;
  /** Default `Api`; a second API of a template needs another. */
  readonly logicalId?: string;
}

export const STAGE = "dev";
/** The stack's name is part of every id. */
export const idOf = (logicalId: string, length: number) => stableId(`shop/${logicalId}`, length);
export const API_ID = idOf("Api", 10);
export const API_HOST = `${API_ID}.execute-api.${REGION}.amazonaws.com`;
export const API_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${API_ID}`;
export const functionArn = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
export const invocationUri = (name: string) =>
  `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;

/** The resources of a WebSocket API, as a template has them once it is resolved. */
export function webSocketApi(options: ApiOptions = {}): TemplateResources {
  const { api, stage, routes = {}, authorizer, logicalId = "Api" } = options;
  const ApiId = idOf(logicalId, 10);
  const resources: Record<string, TemplateResources[string]> = {
    [logicalId]: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action", ...api },
    },
    [`${logicalId}Stage`]: { Type: "AWS::ApiGatewayV2::Stage", Properties: { ApiId, StageName: STAGE, ...stage } },
  };
  if (authorizer)
    resources[`${logicalId}Authorizer`] = {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: { ApiId, AuthorizerType: "REQUEST", AuthorizerUri: invocationUri("authorizer"), ...authorizer },
    };
  for (const [index, [key, route]] of Object.entries(routes).entries())
    Object.assign(resources, routeResources(`${logicalId}R${index}`, ApiId, key, route));
  const connect = Object.values(resources).find(({ Properties: p }) => p?.RouteKey === "$connect");
  if (authorizer && connect)
    Object.assign(connect.Properties ?? {}, {
      AuthorizationType: "CUSTOM",
      AuthorizerId: idOf(`${logicalId}Authorizer`, 6),
    });
  return resources;
}

function routeResources(prefix: string, ApiId: string, RouteKey: string, route: RouteOptions) {
  const { function: name, integration, responses = [], twoWay, properties } = route;
  const resources: Record<string, TemplateResources[string]> = {};
  const IntegrationId = idOf(`${prefix}Integration`, 7);
  if (name || integration)
    resources[`${prefix}Integration`] = {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: { ApiId, ...(name && proxyTo(name)), ...integration },
    };
  for (const [index, response] of responses.entries())
    resources[`${prefix}IntegrationResponse${index}`] = {
      Type: "AWS::ApiGatewayV2::IntegrationResponse",
      Properties: { ApiId, IntegrationId, ...response },
    };
  resources[`${prefix}Route`] = {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ApiId,
      RouteKey,
      ...((name || integration) && { Target: `integrations/${IntegrationId}` }),
      ...properties,
    },
  };
  if (twoWay)
    resources[`${prefix}RouteResponse`] = {
      Type: "AWS::ApiGatewayV2::RouteResponse",
      Properties: { ApiId, RouteId: idOf(`${prefix}Route`, 7), RouteResponseKey: "$default" },
    };
  return resources;
}

const proxyTo = (name: string) => ({ IntegrationType: "AWS_PROXY", IntegrationUri: invocationUri(name) });

export interface Invocation {
  readonly name: string;
  readonly event: Event;
  readonly from: Caller;
}

export interface GatewayOptions {
  readonly resources: TemplateResources;
  /** Bodies of functions by name. What is not here cannot be called. */
  readonly functions?: Readonly<Record<string, FunctionBody>>;
  readonly settings?: Partial<EngineSettings>;
  readonly clock?: AdjustableClock;
  readonly others?: Readonly<Record<string, Partial<Targets>>>;
  /** Takes what is handed to Lambda without waiting. */
  readonly deliver?: Targets["deliver"];
  /** URL of the engine's other services. */
  readonly endpoint?: string;
}

export interface Gateway extends Harness {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** `ws://127.0.0.1:PORT` */
  readonly webSocketEndpoint: string;
  readonly invocations: readonly Invocation[];
  /** Events that a function has got. */
  events(name: string): Event[];
  /** Resolves once the function has got that many. */
  called(name: string, times?: number): Promise<Event[]>;
  /** A connected client; rejects with the status of a refusal. */
  connect(path?: string, options?: ClientOptions & { readonly protocols?: string[] }): Promise<Client>;
}

/** The service on a real port, with functions that are bodies in the test. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { functions = {}, others, endpoint, deliver, ...rest } = options;
  const invocations: Invocation[] = [];
  const waiting = new Set<() => void>();

  async function invoke(arn: string, payload: string, from: Caller): Promise<InvocationResult> {
    const name = parseArn(arn)?.resource.split(":")[1] ?? "";
    const body = functions[name];
    if (!body) throw new ServiceError("ResourceNotFoundException", `Function not found: ${arn}`, { status: 404 });
    const event = JSON.parse(payload);
    invocations.push({ name, event, from });
    for (const check of waiting) check();
    return run(body, event);
  }

  const definition: ServiceDefinition = {
    ...apiGateway,
    create: (context, resources) => apiGateway.create({ ...context, ...(endpoint && { endpoint }) }, resources),
  };
  const harness = await startService(definition, {
    ...rest,
    others: { lambda: { invoke, ...(deliver && { deliver }) }, ...others },
  });
  const { service, context, journal } = harness;
  const dispatch = createDispatcher({
    guard: () => ADMITTED,
    targets: [{ name: "execute-api", protocols: [], service }],
    principals: context.principals,
    random: context.random,
    journal,
  });
  const listener = await listen({
    host: "127.0.0.1",
    port: 0,
    intercept: () => false,
    handle: dispatch,
    upgrade: (request, socket, head) => void service.upgrade?.(request, socket, head),
  });
  const { port } = listener;
  const clients = new Set<Client>();
  const events = (name: string) => invocations.filter((call) => call.name === name).map(({ event }) => event);

  return {
    ...harness,
    port,
    endpoint: `http://127.0.0.1:${port}`,
    webSocketEndpoint: `ws://127.0.0.1:${port}`,
    invocations,
    events,
    called(name, times = 1) {
      return new Promise((resolve) => {
        const check = () => {
          if (events(name).length < times) return;
          waiting.delete(check);
          resolve(events(name));
        };
        waiting.add(check);
        check();
      });
    },
    async connect(path = `/${STAGE}`, { protocols = [], ...socketOptions } = {}) {
      const client = await open(`ws://127.0.0.1:${port}${path}`, protocols, socketOptions);
      clients.add(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.socket.terminate();
      await harness[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

async function run(body: FunctionBody, event: Event): Promise<InvocationResult> {
  try {
    const result = await body(event);
    return { payload: JSON.stringify(result ?? null), requestId: "r" };
  } catch (error) {
    const failure = { errorType: error instanceof Error ? error.name : "Error", errorMessage: messageOf(error) };
    return { payload: JSON.stringify(failure), functionError: "Unhandled", requestId: "r" };
  }
}

export interface Client {
  readonly socket: WebSocket;
  /** Sends and forgets. */
  send(message: unknown): void;
  /** The next message that has not been taken yet, as text. */
  next(): Promise<string>;
  /** Sends and takes the answer. */
  ask(message: unknown): Promise<string>;
  close(code?: number, reason?: string): Promise<{ code: number; reason: string }>;
  /** The connection's end, once it has come. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

export class HandshakeRefused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;

  constructor(status: number, headers: HandshakeRefused["headers"], body: string) {
    super(`refused with ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

async function open(url: string, protocols: string[], options: ClientOptions): Promise<Client> {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
  // Messages queue from the first on: none may come between the 101 and a listener.
  const queue: string[] = [];
  const takers: ((text: string) => void)[] = [];
  socket.on("message", (data: RawData) => {
    const text = data.toString();
    const taker = takers.shift();
    if (taker) taker(text);
    else queue.push(text);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
    socket.once("unexpected-response", async (_request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      reject(new HandshakeRefused(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString()));
    });
  });
  socket.on("error", () => undefined);
  const text = (message: unknown) => (typeof message === "string" ? message : JSON.stringify(message));
  const client: Client = {
    socket,
    closed,
    send: (message) => socket.send(text(message)),
    next: () => {
      const queued = queue.shift();
      return queued !== undefined ? Promise.resolve(queued) : new Promise((resolve) => takers.push(resolve));
    },
    ask(message) {
      client.send(message);
      return client.next();
    },
    close(code, reason) {
      socket.close(code, reason);
      return closed;
    },
  };
  return client;
}

/** The refusal of a handshake that has to be refused. */
export async function refusalOf(connecting: Promise<Client>): Promise<HandshakeRefused> {
  const outcome = await connecting.then(
    () => new Error("the handshake was accepted"),
    (error: unknown) => error,
  );
  if (outcome instanceof HandshakeRefused) return outcome;
  throw outcome;
}

export const ok = () => ({ statusCode: 200 });

/** A policy as authorizers return it. */
export const policy = (Effect: "Allow" | "Deny", Resource: string | string[], extra: object = {}) => ({
  principalId: "user-1",
  policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect, Resource }] },
  ...extra,
});
