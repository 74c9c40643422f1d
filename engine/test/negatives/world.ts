import { Agent, request as httpRequest } from "node:http";
import { join } from "node:path";
import { AwsV4Signer } from "aws4fetch";
import { type Engine, startEngine } from "../../src/engine.ts";
import type { Answer } from "./answers/read.ts";
import type { Input } from "./inputs/json.ts";
import type { Seeds } from "./inputs/values.ts";
import type { Service } from "./model.ts";
import { requestOf, type WrongRequest } from "./requests/request.ts";
import { serviceNamed } from "./state.ts";

const folder = join(import.meta.dirname, "../fixtures/negatives");

/** Longer than any answer that is not given for waiting. */
const DEADLINE_MS = 10_000;

/** The engine with something of each service, and one that sends to it. */
export interface World extends AsyncDisposable {
  readonly engine: Engine;
  readonly seeds: Seeds;
  send(request: WrongRequest, service: Service): Promise<Answer>;
}

export async function openWorld(): Promise<World> {
  const engine = await startEngine({
    template: join(folder, "template.yaml"),
    mock: { bedrock: join(folder, "answers.json") },
    warmUp: false,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const send: World["send"] = async (request, { name }) =>
    exchange(engine.endpoint, name === "execute-api" ? await reallySigned(request, engine.endpoint) : request, agent);
  return {
    engine,
    seeds: { ...seedsOf(engine), ...(await idsOf(engine, send)) },
    send,
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await engine.stop();
    },
  };
}

/** Names of what is there, by the members that take them. */
function seedsOf({ outputs, stack }: Engine): Seeds {
  return {
    ...outputs,
    QueueName: "jobs",
    TableName: "people",
    DeliveryStreamName: "lake",
    FunctionName: "worker",
    SecretId: "password",
    logGroupName: "/shop/log",
    modelId: "anthropic.claude-sonnet-4-20250514-v1:0",
    RoleArn: `arn:aws:iam::${stack.accountId}:role/worker`,
    StackName: stack.name,
  };
}

/** Ids that the engine has given. */
async function idsOf({ outputs }: Engine, send: World["send"]): Promise<Seeds> {
  const call = async (name: string, operation: string, input: Input = {}) => {
    const service = serviceNamed(name);
    return (await send(requestOf(service, operation, input), service)).body;
  };
  const mappings = JSON.parse(await call("lambda", "ListEventSourceMappings"));
  const execution = JSON.parse(await call("states", "StartExecution", { stateMachineArn: outputs.StandardArn }));
  const subscriptions = await call("sns", "ListSubscriptions");
  return {
    UUID: mappings.EventSourceMappings[0].UUID,
    executionArn: execution.executionArn,
    SubscriptionArn: /<SubscriptionArn>([^<]+)/.exec(subscriptions)?.[1],
  };
}

/** Only `@connections` looks at what a signature says. */
async function reallySigned(request: WrongRequest, endpoint: string): Promise<WrongRequest> {
  if (!request.headers.authorization?.endsWith("Signature=0")) return request;
  const { authorization: _placeholder, "x-amz-date": _date, ...headers } = request.headers;
  const signer = new AwsV4Signer({
    accessKeyId: "test",
    secretAccessKey: "test",
    service: "execute-api",
    region: "us-east-1",
    url: `${endpoint}${request.path}`,
    method: request.method,
    headers,
    ...(request.body === "" ? {} : { body: request.body }),
  });
  const made = await signer.sign();
  return { ...request, headers: { ...headers, ...Object.fromEntries(made.headers) } };
}

function exchange(endpoint: string, { method, path, headers, body }: WrongRequest, agent: Agent): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const length = body === "" && method === "GET" ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const sent = httpRequest({ hostname, port, method, path, headers: { ...headers, ...length }, agent });
    const deadline = setTimeout(() => sent.destroy(new Error("no answer in time")), DEADLINE_MS);
    sent.once("close", () => clearTimeout(deadline));
    sent.once("error", reject);
    sent.once("response", (response) => {
      const chunks: Buffer[] = [];
      const done = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", done);
      response.once("error", reject);
      // Events go on for ever.
      if (String(response.headers["content-type"]).includes("eventstream")) {
        done();
        response.removeListener("error", reject);
        response.once("error", () => undefined);
        sent.destroy();
      }
    });
    sent.end(body);
  });
}
