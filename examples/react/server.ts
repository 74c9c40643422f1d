// The page's own server: it knows its users, gives them tokens, and publishes.
import type { IncomingMessage, ServerResponse } from "node:http";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { createPublisher, overEventBridge } from "@portcullis/client/server";

const ENTITY = "tea:today";
const USERS = ["ann", "ben"];

export interface ServerOptions {
  /** The stack's output EventBusName. */
  readonly eventBusName: string;
  /** Configuration of the AWS SDK's clients. For AWS itself, `{}` does. */
  readonly aws: { endpoint?: string; region?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

export function createApi({ eventBusName, aws }: ServerOptions) {
  const lambda = new LambdaClient(aws);
  const publisher = createPublisher({
    transport: overEventBridge(new EventBridgeClient(aws), PutEventsCommand),
    eventBusName,
  });
  // A server of yours would have it in its database.
  let cups = 0;

  const routes: Readonly<Record<string, (user: string) => Promise<string>>> = {
    "POST /token": (user) => createToken(lambda, user),
    "POST /cup": async () => {
      cups++;
      await publisher.publishState(ENTITY, "cups", cups, { version: cups });
      return String(cups);
    },
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://tea");
    const answer = (status: number, body = "") => response.writeHead(status).end(body);
    // Pages of other sites cannot send this without asking, and are not allowed when they ask.
    if (request.headers["content-type"] !== "application/json") return void answer(415);
    // Your session would say who it is.
    const user = searchParams.get("user") ?? "";
    if (!USERS.includes(user)) return void answer(401);
    const route = routes[`${request.method} ${pathname}`];
    if (!route) return void answer(404);
    route(user).then(
      (body) => answer(200, body),
      () => answer(500),
    );
  };
}

/** A token from the function that the stack has for tests. In production your identity provider gives tokens. */
async function createToken(lambda: LambdaClient, user: string): Promise<string> {
  const request = { userId: user, sub: user, permissions: [ENTITY], expiresInSeconds: 15 * 60 };
  const command = new InvokeCommand({ FunctionName: "CreateTestJwt", Payload: JSON.stringify(request) });
  const { Payload, FunctionError } = await lambda.send(command);
  if (FunctionError) throw new Error(`CreateTestJwt failed: ${FunctionError}`);
  return JSON.parse(Buffer.from(Payload ?? []).toString()).authToken;
}
