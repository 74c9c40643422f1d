import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command } from "../../app/admin/command.ts";
import { connections } from "../../app/admin/commands/connections.ts";
import { kick } from "../../app/admin/commands/kick.ts";
import { redrive } from "../../app/admin/commands/redrive.ts";
import { openStack, type Stack } from "../../app/admin/stack.ts";
import { readStack } from "../../engine/src/engine.ts";
import { openSocket } from "../support/sockets.ts";
import { appTemplate, type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";

/** As long as a stack's name may be. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
const STACK_NAME = "portcullis-".padEnd(128, "x");

/** As the second development environment of samconfig.toml has them, with other sources. */
const PARAMETERS = { EventBusName: "create", TestToolName: "generate", PublisherSources: "shop,warehouse" };

let system: System;
let stack: Stack;

beforeAll(async () => {
  const parameters = Object.entries(PARAMETERS).flatMap(([name, value]) => ["--parameter", `${name}=${value}`]);
  system = await startSystem(appTemplate, ["--stack-name", STACK_NAME, ...parameters]);
  stack = openStack({ stackName: STACK_NAME, endpointUrl: system.endpoint, waitSeconds: 60 });
});
afterAll(() => system[Symbol.asyncDispose]());

const run = (command: Command, positional: string) => command.run({ positionals: [positional], values: {} }, stack);

/** Events of the stack's own bus, or of another. */
async function publish(detail: object, Source: string, EventBusName = system.outputs.EventBusName): Promise<void> {
  const entry = { EventBusName, Source, DetailType: "Entity Updated", Detail: JSON.stringify(detail) };
  await new EventBridgeClient(system.sdk).send(new PutEventsCommand({ Entries: [entry] }));
}

describe("a stack with a name of 128 characters and a bus of its own", () => {
  it("has its users found and kicked", async () => {
    const token = await sign(await readSigningSecret(system), { sub: "ada" });
    using socket = await openSocket(system.url, ["websocket", token]);
    expect((await run(connections, "ada")).text.split("\n")).toHaveLength(1);
    expect(await run(kick, "ada")).toEqual({ text: "Closed 1 connection of ada.", exitCode: 0 });
    await socket.closed;
  });

  it("meets another stack of the account on no bus and in no function's name", async () => {
    const token = await sign(await readSigningSecret(system), { sub: "bob" });
    using socket = await openSocket(system.url, ["websocket", token]);
    socket.send({ action: "subscribe", entityId: "room" });
    await socket.next({ type: "subscribed" });
    await publish({ entityId: "room", message: "of another stack" }, "shop", "default");
    await publish({ entityId: "room", message: "of this one" }, "shop");
    expect(await socket.next({ type: "Entity Updated" })).toMatchObject({ seq: 1, message: "of this one" });
    expect(system.functions).not.toContain("CreateTestJwt");
    expect(system.outputs.TestTokenCommand).toContain(` ${system.functions.at(-1)} `);
  });

  it("has every one of its dead-letter queues found", async () => {
    await publish({ nobody: true }, "warehouse");
    const { queues } = await stack.describe();
    const [url = ""] = queues.flatMap((queue) => (queue.name === "EntityUpdatedDeadLetterQueue" ? [queue.url] : []));
    const deadLetters = url.split("/").at(-1);
    await system.waitFor(
      ({ service, type, data }) =>
        service === "sqs" && type === "send" && String(data.queue).includes(String(deadLetters)),
    );
    const lines = (await run(redrive, "all")).text.split("\n");
    expect(lines.map((line) => line.split(":")[0]).sort()).toEqual(
      ["Close", "Delivery", "EntityStream", "EntityUpdated", "Presence", "Request", "UserNotification"].map(
        (name) => `${name}DeadLetterQueue`,
      ),
    );
    expect(lines).toContain("EntityUpdatedDeadLetterQueue: 1 on the way to EntityUpdatedQueue");
  });

  it("has names that AWS takes, and a dashboard that names all functions and queues", async () => {
    const { resources } = await readStack({ template: appTemplate, stackName: STACK_NAME, parameters: PARAMETERS });
    const of = (type: string) => [...resources.values()].filter((resource) => resource.type === type);
    const [dashboard] = of("AWS::CloudWatch::Dashboard");
    const body = String(dashboard?.properties.DashboardBody);
    const named = [
      ...of("AWS::Lambda::Function").flatMap(({ logicalId, physicalId }) =>
        logicalId === "CreateTestJwt" ? [] : physicalId,
      ),
      ...of("AWS::SQS::Queue").map((queue) => String(queue.attribute("QueueName"))),
    ];
    expect(new Set(named).size).toBe(named.length);
    for (const name of named) {
      expect(name.length).toBeLessThanOrEqual(80);
      expect(body).toContain(`"${name}"`);
    }
    for (const { physicalId } of of("AWS::Lambda::Function")) expect(physicalId.length).toBeLessThanOrEqual(64);
    // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
    for (const { properties } of of("AWS::ApiGatewayV2::Api"))
      expect(String(properties.Name).length).toBeLessThanOrEqual(128);
  });
});
