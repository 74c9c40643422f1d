import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { expect, vi } from "vitest";
import { events } from "../../../../src/services/events/definition.ts";
import { startService } from "../../../services/harness.ts";
import { type InputFact, inputs } from "../facts/inputs.ts";
import { expected, tryFacts } from "../try-facts.ts";

tryFacts("EventBridge, inputs of targets", inputs.facts, async (fact) => {
  const delivered: string[] = [];
  const deliver = async (_arn: string, payload: string) => void delivered.push(payload);
  await using harness = await startService(events, { others: { sqs: { deliver } } });
  const client = new EventBridgeClient(await harness.serve());
  try {
    await hold(fact, client, delivered);
  } finally {
    client.destroy();
  }
});

async function hold({ target, detail, gets, error }: InputFact, client: EventBridgeClient, delivered: string[]) {
  const EventBusName = "b";
  await client.send(new CreateEventBusCommand({ Name: EventBusName }));
  await client.send(new PutRuleCommand({ Name: "r", EventBusName, EventPattern: '{"source":["source"]}' }));
  const Targets = [{ Id: "t", Arn: "arn:aws:sqs:eu-west-1:123456789012:q", ...target } as Target];
  const put = client.send(new PutTargetsCommand({ Rule: "r", EventBusName, Targets }));
  if (error !== undefined) return expect(put).rejects.toMatchObject({ name: "ValidationException", message: error });
  await put;
  const entry = { EventBusName, Source: "source", DetailType: "type", Detail: JSON.stringify(detail) };
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  const text = await vi.waitUntil(() => delivered[0]);
  if (typeof gets === "string" || gets instanceof RegExp) expect(text).toEqual(expected(gets));
  else expect(JSON.parse(text)).toMatchObject(expected(gets) as object);
}
