import { messages } from "@portcullis/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFrame } from "../src/messages.ts";

describe("parseFrame", () => {
  const { gatewayError, entityStream, entityState, entityPresence, inboxAnswer, ...typed } = messages.fromServer;
  const examples = Object.values(typed).flatMap(({ name, examples }) =>
    examples.map((example) => [name, example] as const),
  );

  it.each(examples)("takes the contract's example of %s as it is", (_, example) => {
    expect(parseFrame(JSON.stringify(example))).toEqual(example);
  });

  it("knows API Gateway's own frame by its lack of a type", () => {
    const [example] = gatewayError.examples;
    expect(parseFrame(JSON.stringify(example))).toEqual({ type: "gateway error", message: example?.message });
  });

  it("leaves streams, states, members and inboxes to the entries that assemble them", () => {
    for (const { examples } of [entityStream, entityState, entityPresence, inboxAnswer])
      for (const message of examples) expect(parseFrame(JSON.stringify(message))).toEqual({ type: "unknown", message });
  });

  it.each([
    ["a type of a newer server", { type: "cursor.moved", entityId: "a" }, "unknown"],
    ["the name of an inherited property", { type: "toString" }, "unknown"],
    ["no type", {}, "invalid"],
    ["a type that is no text", { type: 1 }, "invalid"],
    ["a push without an id", { type: "Entity Updated", entityId: "a" }, "invalid"],
    ["a push of no entity", { type: "Entity Updated", id: "1", entityId: null }, "invalid"],
    ["a sequence that is no number", { type: "subscribed", entityId: "a", seq: "7" }, "invalid"],
    ["a wait that is no number", { type: "disconnect", code: "drain", retryAfterMs: {} }, "invalid"],
  ])("makes of %s %2$s", (_, frame, type) => {
    expect(parseFrame(JSON.stringify(frame)).type).toBe(type);
  });

  it.each(["", "{", "null", "7", "[]", '"text"'])("takes the text %j for invalid", (text) => {
    expect(parseFrame(text)).toEqual({ type: "invalid" });
  });

  it.each([new ArrayBuffer(2), undefined, { type: "pong" }])("takes a binary frame for invalid", (data) => {
    expect(parseFrame(data)).toEqual({ type: "invalid" });
  });

  it("never throws, whatever comes", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (data) => "type" in parseFrame(data)));
  });
});
