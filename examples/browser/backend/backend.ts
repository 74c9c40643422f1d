import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { createPublisher, overEventBridge } from "@portcullis/client/server";
import { isUserId, type Shop, type UserId } from "../shared/shop.ts";
import { createModel } from "./model.ts";
import { createShop } from "./shop.ts";
import { createToken } from "./tokens.ts";

export interface BackendOptions {
  /** The stack's output EventBusName. */
  readonly eventBusName: string;
  /** Configuration of the AWS SDK's clients. For AWS itself, `{}` does. */
  readonly aws: { endpoint?: string; region?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

type Route = (userId: UserId, body: string) => Promise<unknown>;

/** The shop's own server: it knows its users, gives them tokens, does the business and publishes. */
export async function createBackend({ eventBusName, aws }: BackendOptions) {
  const lambda = new LambdaClient(aws);
  const transport = overEventBridge(new EventBridgeClient(aws), PutEventsCommand);
  const publisher = createPublisher<Shop>({ transport, eventBusName });
  const shop = createShop({ publisher, model: createModel(new BedrockRuntimeClient(aws)) });
  await shop.open();

  const routes: Readonly<Record<string, Route>> = {
    "POST /token": (userId) => createToken(lambda, userId),
    "POST /step": (userId) => shop.moveOn(userId),
    "POST /note": (userId, note) => shop.sendNote(userId, note),
    "POST /question": (userId, question) => shop.ask(userId, question),
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(routes, request).then(
      ([status, body]) => response.writeHead(status, { "content-type": "text/plain" }).end(body),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  };
}

async function answer(routes: Readonly<Record<string, Route>>, request: IncomingMessage): Promise<[number, string]> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://shop");
  // Pages of other sites cannot send this without asking, and are not allowed when they ask.
  if (request.headers["content-type"] !== "application/json") return [415, "JSON only"];
  // Your session would say who it is.
  const userId = searchParams.get("user");
  if (!isUserId(userId)) return [401, "Who are you?"];
  const route = routes[`${request.method} ${pathname}`];
  if (!route) return [404, "There is no such thing."];
  const result = await route(userId, readText(await text(request)));
  return [200, typeof result === "string" ? result : ""];
}

const LONGEST_TEXT = 500;

/** Returns the text that a page has sent. */
function readText(body: string): string {
  const { text = "" } = JSON.parse(body);
  return String(text).slice(0, LONGEST_TEXT);
}
