import { afterEach, describe, expect, it } from "vitest";
import { ServiceError } from "../../../src/kernel/errors.ts";
import { DEAD, ENTRY, type EventBridge, QUEUE, rule, settled, startEvents } from "./event-bridge.ts";

const HOUR_MS = 3_600_000;

let bridge: EventBridge;

afterEach(() => bridge[Symbol.asyncDispose]());

const unavailable = new ServiceError("ServiceUnavailable", "try again", { status: 503 });
const gone = new ServiceError("ResourceNotFoundException", "no such function", { status: 404 });

/** A queue that fails as long as `failing` says, and a dead-letter queue that does not. */
async function start(target: object, failing: () => Error | undefined) {
  const Targets = [{ Id: "queue", Arn: QUEUE, ...target }];
  const resources = { Rule: rule({ Name: "orders", EventPattern: { source: ["shop"] }, Targets }) };
  bridge = await startEvents(resources, (arn) => (arn === QUEUE ? failing() : undefined));
  await bridge.call("PutEvents", { Entries: [ENTRY] });
  await settled();
}

const withQueue = { DeadLetterConfig: { Arn: DEAD } };
const deadLetters = () => bridge.deliveries.filter(({ arn }) => arn === DEAD);
const failures = () => bridge.journal.entries({ type: "delivery-failed" }).length;
const attribute = (StringValue: string) => ({ DataType: "String", StringValue });

describe("a target that fails", () => {
  it("gets the event again, later each time, until it takes it", async () => {
    let failing = true;
    await start(withQueue, () => (failing ? unavailable : undefined));
    await bridge.clock.advance(60_000);
    expect(failures()).toBeGreaterThan(4);
    expect(failures()).toBeLessThan(9);
    failing = false;
    await bridge.clock.advance(HOUR_MS);
    expect(bridge.deliveries).toMatchObject([{ arn: QUEUE }]);
  });

  it.each([
    ["as often as MaximumRetryAttempts", { MaximumRetryAttempts: 2 }, 3, "MaximumRetryAttempts"],
    ["as long as MaximumEventAgeInSeconds", { MaximumEventAgeInSeconds: 60 }, undefined, "MaximumEventAgeInSeconds"],
  ])("gets it %s says, and then the dead-letter queue does", async (_what, RetryPolicy, attempts, condition) => {
    await start({ ...withQueue, RetryPolicy }, () => unavailable);
    await bridge.clock.advance(HOUR_MS);
    if (attempts !== undefined) expect(failures()).toBe(attempts);
    expect(deadLetters()).toMatchObject([
      {
        from: { principal: "events.amazonaws.com", sourceArn: bridge.attribute("Rule", "Arn") },
        options: {
          attributes: {
            RULE_ARN: attribute(bridge.attribute("Rule", "Arn")),
            TARGET_ARN: attribute(QUEUE),
            ERROR_CODE: attribute("ERROR_FROM_TARGET"),
            ERROR_MESSAGE: attribute("try again"),
            EXHAUSTED_RETRY_CONDITION: attribute(condition),
          },
        },
      },
    ]);
    expect(JSON.parse(deadLetters()[0]?.payload ?? "")).toMatchObject({ detail: { id: 7 } });
  });

  it("is given up after a day and 185 attempts without a policy of its own", async () => {
    await start(withQueue, () => unavailable);
    await bridge.clock.advance(25 * HOUR_MS);
    expect(deadLetters()).toHaveLength(1);
    expect(failures()).toBeGreaterThan(100);
    expect(failures()).toBeLessThanOrEqual(186);
  });

  it("is not tried again when it does not exist", async () => {
    await start(withQueue, () => gone);
    expect(deadLetters()).toMatchObject([{ options: { attributes: { ERROR_CODE: attribute("NO_RESOURCE") } } }]);
    expect(deadLetters()[0]?.options?.attributes).not.toHaveProperty("EXHAUSTED_RETRY_CONDITION");
    expect(failures()).toBe(1);
  });

  it("loses the event without a dead-letter queue, and the journal tells", async () => {
    await start({}, () => gone);
    expect(bridge.deliveries).toEqual([]);
    expect(bridge.journal.entries({ type: "dropped" })).toMatchObject([{ data: { target: QUEUE } }]);
  });
});

describe("SqsParameters", () => {
  it("names the message group", async () => {
    await start({ SqsParameters: { MessageGroupId: "g" } }, () => undefined);
    expect(bridge.deliveries).toMatchObject([{ options: { messageGroupId: "g" } }]);
  });
});
