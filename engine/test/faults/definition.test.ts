import { describe, expect, it } from "vitest";
import { parseFault, readDefinition } from "../../src/faults/definition.ts";
import { UserError } from "../../src/kernel/errors.ts";

const names = { function: ["Greeter", "shop-Greeter-1"], api: ["Chat"], service: ["dynamodb", "sqs"] };

const read = (text: string) => readDefinition(parseFault(text), names);

/** The message, and the remedy where there is one. */
function complaint(given: unknown): string {
  try {
    readDefinition(typeof given === "string" ? parseFault(given) : given, names);
  } catch (error) {
    if (error instanceof UserError) return [error.message, error.hint].filter(Boolean).join(" ");
    throw error;
  }
  return "";
}

describe("a fault as text", () => {
  it.each([
    ["gone", { kind: "gone" }],
    ["gone:rate=0.5", { kind: "gone", rate: 0.5 }],
    ["throttled:route=send,user=alice,count=3", { kind: "throttled", route: "send", user: "alice", count: 3 }],
    ["throttled:route=$default,at=message", { kind: "throttled", route: "$default", at: "message" }],
    [
      "error:service=dynamodb,operation=PutItem,status=503",
      { kind: "error", service: "dynamodb", operation: "PutItem", status: 503 },
    ],
    ["delay:ms=250,route=GET /pets/{id}", { kind: "delay", ms: 250, route: "GET /pets/{id}" }],
    ["clock-skew:ms=-600000,function=Greeter", { kind: "clock-skew", ms: -600_000, function: "Greeter" }],
    ["half-open:connection=abc=", { kind: "half-open", connection: "abc=" }],
    ["dropped:user=7", { kind: "dropped", user: "7" }],
    ["function-timeout:function=Gr*", { kind: "function-timeout", function: "Gr*" }],
    ["function-error:message=no disk", { kind: "function-error", message: "no disk" }],
  ])("%s is read", (text, definition) => {
    expect(read(text)).toEqual(definition);
  });
});

describe("a mistake in a fault names the key and what is allowed", () => {
  const kinds =
    "gone, throttled, error, delay, dropped, half-open, lost-disconnect, duplicate, function-timeout, function-error, clock-skew";
  it.each<[unknown, string]>([
    ["thorttled", `kind of a fault takes ${kinds}, not "thorttled". Did you mean throttled?`],
    [{}, `kind of a fault takes ${kinds}, not null.`],
    [["gone"], 'A fault is an object with a kind, e.g. {"kind":"gone"}.'],
    [
      "gone:conection=abc",
      'The fault gone has no key "conection". Did you mean connection? Its keys are api, stage, operation, user, connection, at, rate, count, seed.',
    ],
    [
      "duplicate:user=alice",
      'The fault duplicate has no key "user". Its keys are queue, bus, rule, at, rate, count, seed.',
    ],
    [
      "gone:rate",
      'A fault is KIND:KEY=VALUE,…, and "rate" in "gone:rate" is no KEY=VALUE. For example: throttled:route=send,rate=0.5',
    ],
    ["gone:rate=2", "rate of a fault takes a number from 0 to 1, not 2."],
    ["gone:rate=often", 'rate of a fault takes a number from 0 to 1, not "often".'],
    ["gone:count=0", "count of a fault takes a whole number from 1, not 0."],
    ["gone:user=", 'user of a fault takes a text, not "".'],
    [{ kind: "gone", user: 7 }, "user of a fault takes a text, not 7."],
    ["error:status=404", "status of a fault takes 500 or 503, not 404."],
    ["delay", "The fault delay needs ms, e.g. delay:ms=500."],
    [
      "delay:ms=-1",
      "ms of a fault takes a number of milliseconds up to 900000 for a delay; of a clock-skew it may be any whole number, not -1.",
    ],
    [
      "dropped:at=mesage",
      'at of the fault dropped takes connection, message, handshake, not "mesage". Did you mean message?',
    ],
    [
      "function-error:function=Greter",
      'function of a fault takes Greeter, shop-Greeter-1, not "Greter". Did you mean Greeter?',
    ],
    ["error:service=dynamo", 'service of a fault takes dynamodb, sqs, not "dynamo". Did you mean dynamodb?'],
    [
      "duplicate:queue=jobs,bus=default",
      "The fault duplicate would never strike: no moment knows queue and bus together. queue knows queue; bus knows bus, rule.",
    ],
    [
      "dropped:at=handshake,user=alice",
      "The fault dropped would never strike: handshake does not know user. handshake knows api, stage, route.",
    ],
  ])("%j", (given, message) => {
    expect(complaint(given)).toBe(message);
  });
});
