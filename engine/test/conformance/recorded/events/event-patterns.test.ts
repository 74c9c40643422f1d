import { EventBridgeClient, InvalidEventPatternException, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect } from "vitest";
import { events } from "../../../../src/services/events/definition.ts";
import { type Harness, startService } from "../../../services/harness.ts";
import { eventPatterns } from "../facts/event-patterns.ts";
import { tryFacts } from "../try-facts.ts";

let harness: Harness;
let client: EventBridgeClient;

beforeAll(async () => {
  harness = await startService(events);
  client = new EventBridgeClient(await harness.serve());
});
afterAll(async () => {
  client.destroy();
  await harness[Symbol.asyncDispose]();
});

/** Members that `TestEventPattern` asks for. */
const EVENT = {
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "type",
  source: "source",
  account: "111111111111",
  time: "2026-11-30T00:00:00Z",
  region: "eu-west-1",
  resources: [],
  detail: {},
};

const PLACE = "\n at [Source";

tryFacts("EventBridge, event patterns", eventPatterns.facts, async ({ event, pattern, answer }) => {
  const EventPattern = typeof pattern === "string" ? pattern : JSON.stringify(pattern);
  const result = client.send(
    new TestEventPatternCommand({ Event: JSON.stringify({ ...EVENT, ...event }), EventPattern }),
  );
  if (typeof answer === "boolean") return expect((await result).Result).toBe(answer);
  const error = await result.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidEventPatternException);
  const { message } = error as Error;
  // The place in the pattern's text, which follows on AWS, is told here for what is no JSON.
  const reason = answer.includes(PLACE) ? message : message.split(PLACE).at(0);
  expect(reason).toBe(`Event pattern is not valid. Reason: ${answer}`);
});
