import * as sdk from "@aws-sdk/client-apigatewaymanagementapi";
import { afterAll, beforeAll, expect } from "vitest";
import { createClock } from "../../../src/kernel/clock.ts";
import {
  API_ARN,
  type Event,
  type Gateway,
  ok,
  STAGE,
  startGateway,
  webSocketApi,
} from "../../services/api-gateway/websocket/harness/gateway.ts";
import {
  type FrameFact,
  frames,
  handshakes,
  type ManagementFact,
  managementAnswers,
  sessions,
} from "./facts/web-sockets.ts";
import { differenceOf } from "./store/difference.ts";
import { tryFacts } from "./try-facts.ts";

const allow = () => ({
  principalId: "me",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: `${API_ARN}/*` }],
  },
});

let gateway: Gateway;
let connecting: (event: Event) => Promise<unknown> | unknown = ok;
let answering: (event: Event) => unknown = ok;
beforeAll(async () => {
  gateway = await startGateway({
    resources: {
      ...webSocketApi({
        routes: {
          $connect: { function: "connect" },
          $disconnect: { function: "disconnect" },
          $default: { function: "default", twoWay: true },
        },
        authorizer: {},
      }),
      ...webSocketApi({ logicalId: "WithoutRoutes", stage: { StageName: "empty" } }),
    },
    functions: {
      authorizer: allow,
      connect: (event) => connecting(event),
      disconnect: ok,
      default: (event) => answering(event),
    },
    // A body is looked at without an SDK.
    settings: { verifySignatures: false },
    clock: createClock(),
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

tryFacts("API Gateway, events of WebSocket handshakes", handshakes.facts, async ({ of, headers, event, names }) => {
  const client = await gateway.connect(`/${STAGE}`, { ...(headers && { headers: { ...headers } }) });
  client.socket.terminate();
  const seen = gateway.events(of).at(-1);
  if (names) expect(Object.keys(seen.headers)).toEqual(names);
  const difference = event && differenceOf(event, seen, "the event");
  if (difference !== undefined) throw new Error(difference);
});

tryFacts(
  "API Gateway, events of WebSocket messages and ends",
  sessions.facts,
  async ({ of, on, event, without = [] }) => {
    const times = gateway.events(of).length;
    const client = await gateway.connect(`/${STAGE}`);
    if (on === "delete") await call("DeleteConnection", idOf());
    else client.socket.send(on.message);
    const seen = (await gateway.called(of, times + 1)).at(-1);
    client.socket.terminate();
    for (const name of without) expect(seen.requestContext).not.toHaveProperty(name);
    const difference = differenceOf(event, seen, "the event");
    if (difference !== undefined) throw new Error(difference);
  },
);

/** Does as the route's function of the fact does. */
function answerOf(does: FrameFact["does"]): unknown {
  if (does === "throws") throw new Error("no luck");
  return typeof does === "object" ? does.answers : ok();
}

tryFacts("API Gateway, frames of WebSocket messages", frames.facts, async ({ does, names, frame }) => {
  answering = () => answerOf(does);
  const client = await gateway.connect(does === "none" ? "/empty" : `/${STAGE}`);
  client.socket.send("hello");
  const text = await client.next();
  client.socket.terminate();
  const seen: unknown = typeof frame === "string" ? text : JSON.parse(text);
  if (names) expect(Object.keys(seen as object)).toEqual(names);
  const difference = differenceOf(frame, seen, "the frame");
  if (difference !== undefined) throw new Error(difference);
});

interface Seen {
  readonly status?: number | undefined;
  readonly error?: string;
}

/** Calls by AWS's SDK. */
async function call(operation: ManagementFact["operation"], ConnectionId: string): Promise<Seen> {
  const client = new sdk.ApiGatewayManagementApiClient({
    endpoint: `${gateway.endpoint}/${STAGE}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const Command = Reflect.get(sdk, `${operation}Command`) as new (input: object) => sdk.DeleteConnectionCommand;
  try {
    const { $metadata } = await client.send(new Command({ ConnectionId, Data: "x" }));
    return { status: $metadata.httpStatusCode };
  } catch (error) {
    const { name, $metadata } = error as sdk.GoneException;
    return { status: $metadata.httpStatusCode, error: name };
  } finally {
    client.destroy();
  }
}

const METHODS = { PostToConnection: "POST", GetConnection: "GET", DeleteConnection: "DELETE" } as const;

/** The response's body as it comes, which an SDK does not show. */
async function bodyOf(operation: ManagementFact["operation"], id: string): Promise<string> {
  const method = METHODS[operation];
  const url = `${gateway.endpoint}/${STAGE}/@connections/${encodeURIComponent(id)}`;
  return (await fetch(url, { method, ...(method === "POST" && { body: "x" }) })).text();
}

const idOf = () => String(gateway.events("connect").at(-1).requestContext.connectionId);

/** The id of a connection in that state. */
const STATES: Readonly<Record<Exclude<ManagementFact["to"], "connecting">, () => Promise<string> | string>> = {
  async open() {
    await gateway.connect(`/${STAGE}`);
    return idOf();
  },
  async closed() {
    const client = await gateway.connect(`/${STAGE}`);
    const id = idOf();
    client.socket.close();
    await gateway.journal.waitFor({ type: "disconnect", data: { connectionId: id } });
    return id;
  },
  never: () => "BFaT_fALIAMCKug=",
  malformed: () => "6sdf",
};

async function whileConnecting(operation: ManagementFact["operation"]): Promise<Seen> {
  let answer: Seen = {};
  connecting = async ({ requestContext }) => {
    answer = await call(operation, requestContext.connectionId);
    return ok();
  };
  await gateway.connect(`/${STAGE}`);
  connecting = ok;
  return answer;
}

tryFacts("API Gateway, answers of @connections", managementAnswers.facts, async ({ to, operation, ...fact }) => {
  const { status, error, body } = fact;
  const seen = to === "connecting" ? await whileConnecting(operation) : await call(operation, await STATES[to]());
  const difference = differenceOf({ status, ...(error && { error }) }, seen, "the answer");
  if (difference !== undefined) throw new Error(difference);
  if (body !== undefined && to !== "connecting")
    expect(differenceOf(body, await bodyOf(operation, await STATES[to]()), "the body")).toBeUndefined();
});
