import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, startEngine } from "../../../engine/src/index.ts";
import { Broken } from "../../target.ts";

/** An engine without functions, so that each input is answered within a millisecond. */
const TEMPLATE = {
  Resources: {
    Api: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { Name: "fuzz", ProtocolType: "WEBSOCKET", RouteSelectionExpression: "$request.body.action" },
    },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, StageName: "s", AutoDeploy: true },
    },
    Model: {
      Type: "AWS::ApiGatewayV2::Model",
      Properties: {
        ApiId: { Ref: "Api" },
        Name: "said",
        ContentType: "application/json",
        Schema: { type: "object", required: ["text"] },
      },
    },
    ...routeOf(
      "Default",
      "$default",
      '{"statusCode": 200, "said": $input.json("$.text"), "raw": "$util.escapeJavaScript($input.body)"}',
    ),
    ...routeOf("Say", "say", '{"statusCode": 200}', {
      ModelSelectionExpression: "$default",
      RequestModels: { $default: "said" },
    }),
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "queue" } },
    Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "topic" } },
    Parameter: { Type: "AWS::SSM::Parameter", Properties: { Name: "/a", Type: "String", Value: "b" } },
    Secret: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "secret", SecretString: "{}" } },
  },
};

function routeOf(id: string, key: string, template: string, more: object = {}) {
  const ApiId = { Ref: "Api" };
  return {
    [`${id}Route`]: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: {
        ApiId,
        RouteKey: key,
        RouteResponseSelectionExpression: "$default",
        Target: { "Fn::Sub": `integrations/\${${id}Integration}` },
        ...more,
      },
    },
    [`${id}Integration`]: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId,
        IntegrationType: "MOCK",
        TemplateSelectionExpression: "200",
        RequestTemplates: { 200: template },
      },
    },
    [`${id}IntegrationAnswer`]: {
      Type: "AWS::ApiGatewayV2::IntegrationResponse",
      Properties: {
        ApiId,
        IntegrationId: { Ref: `${id}Integration` },
        IntegrationResponseKey: "$default",
        ResponseTemplates: { $default: "$input.body" },
      },
    },
    [`${id}Answer`]: {
      Type: "AWS::ApiGatewayV2::RouteResponse",
      Properties: { ApiId, RouteId: { Ref: `${id}Route` }, RouteResponseKey: "$default" },
    },
  };
}

/** A running engine that is sent bytes. */
export interface Fuzzed extends AsyncDisposable {
  readonly host: string;
  /** Sends these bytes and then no more; resolves with all that comes back. Throws when the engine told of a defect. */
  exchange(bytes: Buffer): Promise<string>;
}

/** Whatever it is sent, an engine has answered and closed by then. */
const PATIENCE_MS = 10_000;

export async function startFuzzed(): Promise<Fuzzed> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-fuzz-"));
  const template = join(folder, "template.json");
  await writeFile(template, JSON.stringify(TEMPLATE));
  let defect: string | undefined;
  const engine: Engine = await startEngine({ template, console: false, journalBytes: 4 * 1024 * 1024 });
  engine.journal.subscribe(({ service, type, data }) => {
    const isOurs =
      type === "defect" || data.failure === "defect" || String(data.detail ?? "").startsWith("a handshake failed");
    if (isOurs) defect = `${service}: ${data.detail ?? data.stack ?? data.message}`;
  });
  const { host, hostname, port } = new URL(engine.endpoint);

  async function exchange(bytes: Buffer): Promise<string> {
    defect = undefined;
    const answer = await send(bytes, Number(port), hostname);
    if (defect !== undefined) throw new Broken(`a defect: ${defect}`);
    return answer;
  }

  return {
    host,
    exchange,
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Silence after which nothing more will come: at the begin, and after an answer. */
const [LONGEST_SILENCE_MS, SHORT_SILENCE_MS] = [150, 4];

const HEAD_END = "\r\n\r\n";

/** Writes all, and ends once the answers have come: an engine opens no connection for a client that has gone. */
function send(bytes: Buffer, port: number, hostname: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: hostname }, () => socket.write(bytes));
    const impatience = setTimeout(() => {
      socket.destroy();
      reject(new Broken("the connection stays open"));
    }, PATIENCE_MS);
    const end = () => socket.end();
    let silence = setTimeout(end, bytes.includes(HEAD_END) ? LONGEST_SILENCE_MS : SHORT_SILENCE_MS);
    const parts: Buffer[] = [];
    socket.on("data", (part) => {
      parts.push(part);
      clearTimeout(silence);
      silence = setTimeout(end, SHORT_SILENCE_MS);
    });
    // A reset is how a server may end what it does not want to read.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(impatience);
      clearTimeout(silence);
      resolve(Buffer.concat(parts).toString("latin1"));
    });
  });
}
