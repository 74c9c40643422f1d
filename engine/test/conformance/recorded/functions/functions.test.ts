import { request } from "node:http";
import * as lambdaSdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect } from "vitest";
import { type FunctionFact, functions } from "../facts/lambda/functions.ts";
import { type ProxyEventFact, proxyEvents } from "../facts/lambda/proxy-events.ts";
import { type ProxyFact, proxyAnswers } from "../facts/proxies.ts";
import { expected, tryFacts } from "../try-facts.ts";
import { type FunctionStack, startFunctionStack } from "./function-stack.ts";

let stack: FunctionStack;
let client: lambdaSdk.LambdaClient;

beforeAll(async () => {
  stack = await startFunctionStack();
  client = new lambdaSdk.LambdaClient({
    endpoint: stack.engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await stack[Symbol.asyncDispose]();
});

tryFacts("Lambda, invocations and functions", functions.facts, async (fact) => {
  const [operation, input = {}] = fact.call;
  const Command = Reflect.get(lambdaSdk, `${operation}Command`) as new (input: unknown) => lambdaSdk.InvokeCommand;
  const answer = client.send(new Command(input));
  return fact.error ? expectError(answer, fact.error) : expectAnswer(await answer, fact);
});

function expectAnswer(answer: lambdaSdk.InvokeCommandOutput, { output = {}, absent = [], log, ...fact }: FunctionFact) {
  expect(answer).toMatchObject(expected(output) as object);
  for (const name of absent) expect(Reflect.get(answer, name)).toBeUndefined();
  if ("payload" in fact) expectPayload(Buffer.from(answer.Payload ?? []).toString(), fact.payload);
  if (log)
    expect(
      Buffer.from(answer.LogResult ?? "", "base64")
        .toString()
        .replace(/\n$/, "")
        .split("\n"),
    ).toEqual(expected(log));
}

function expectPayload(text: string, payload: unknown) {
  if (payload === undefined) return expect(text).toBe("");
  const json: unknown = JSON.parse(text);
  if (typeof payload === "object" && payload !== null) expect(json).toMatchObject(expected(payload) as object);
  else expect(json).toEqual(payload);
}

async function expectError(
  answer: Promise<unknown>,
  { code, message, status, reason }: NonNullable<FunctionFact["error"]>,
) {
  const thrown = await answer.then(
    () => expect.fail("There is an answer."),
    (error: unknown) => error,
  );
  expect(thrown).toMatchObject({
    name: code,
    message: expected(message),
    $metadata: { httpStatusCode: status },
    ...(reason && { Reason: reason }),
  });
}

tryFacts("API Gateway, answers of functions", proxyAnswers.facts, async ({ behind, answer, ...fact }) => {
  const url = behind === "rest-api" ? `${stack.restUrl}/test` : stack.functionUrl;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(answer) });
  await expectResponse(response, fact);
});

async function expectResponse(
  response: Response,
  { status, body, headers = {} }: Pick<ProxyFact, "status" | "body" | "headers">,
) {
  const text = await response.text();
  expect(response.status).toBe(status);
  expect(typeof body === "string" ? text : JSON.parse(text)).toEqual(body);
  for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(value);
}

/** Sends an address as it is: `fetch` would mend it. */
function send(base: string, { path, headers = {}, body }: ProxyEventFact): Promise<string> {
  const { hostname, port, pathname } = new URL(base);
  const target = `${pathname.replace(/\/$/, "")}${path.replace(/#$/, "")}`;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const sent = request({ hostname, port, path: target, method, headers: { host: new URL(base).host, ...headers } });
    sent.once("error", reject);
    sent.once("response", async (response) => resolve(Buffer.concat(await response.toArray()).toString()));
    sent.end(body);
  });
}

tryFacts("API Gateway, events of functions behind HTTP", proxyEvents.facts, async (fact) => {
  const event: unknown = JSON.parse(await send(fact.behind === "rest-api" ? stack.restUrl : stack.wholeUrl, fact));
  expect(event).toMatchObject(expected(fact.event) as object);
});
