import { WebSocket } from "ws";
import type { Engine } from "../../../engine/src/index.ts";

/** Clients of an engine's first WebSocket API, each known to its authorizer by a name. */
export interface Clients {
  /** Resolves once it is open; a refused one rejects. */
  connect(name: string): Promise<WebSocket>;
  /** A message that is answered. */
  readonly message: string;
  readonly answers: RegExp;
}

type Open = (name: string, engine: Engine) => WebSocket | Promise<WebSocket>;

const OPENED: Readonly<Record<"app" | "foreign", Open>> = {
  async app(name, engine) {
    const { authToken } = JSON.parse(await invoke(engine, "CreateTestJwt", { userId: name }));
    return new WebSocket(urlOf(engine), ["websocket", authToken], { headers: { cookie: "sid=abc" } });
  },
  foreign: (name, engine) => {
    const pass = Buffer.from(`bidder:${name}`).toString("base64url");
    return new WebSocket(`${urlOf(engine)}?pass=${pass}&room=1`, { headers: { cookie: "sid=abc" } });
  },
};

const MESSAGES = {
  app: { message: '{"action":"no-such-action","token":"hidden-from-eyes"}', answers: /error/ },
  foreign: { message: '{"type":"bid","lot":"lamp","amount":12,"token":"hidden-from-eyes"}', answers: /accepted/ },
} as const;

const urlOf = (engine: Engine) => engine.webSockets[0]?.url ?? "";

export const clientsOf = (template: "app" | "foreign", engine: Engine): Clients => ({
  ...MESSAGES[template],
  async connect(name) {
    const socket = await OPENED[template](name, engine);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return socket;
  },
});

/** The answer of a function to an event, as a developer gets it. */
async function invoke({ endpoint, functions }: Engine, name: string, event: object): Promise<string> {
  const functionName = functions.find((each) => each.includes(name)) ?? name;
  const authorization =
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=0";
  const response = await fetch(`${endpoint}/2015-03-31/functions/${functionName}/invocations`, {
    method: "POST",
    headers: { authorization, "x-amz-date": "20260101T000000Z" },
    body: JSON.stringify(event),
  });
  return response.text();
}
