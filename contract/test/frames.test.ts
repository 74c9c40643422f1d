import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import {
  encodeMessage,
  explainUnrouted,
  MAX_MESSAGE_BYTES,
  MessageTooLargeError,
  messages,
  parseMessage,
} from "../src/index.ts";

const { subscribe } = messages.fromClient;
const { error } = messages.fromServer;

describe("parseMessage", () => {
  it("gives the message as its definition has it", () => {
    const text = '{"action":"subscribe","entityId":"a","requestId":"1"}';
    expect(parseMessage(subscribe, text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each([
    ["what is not JSON", "{", "invalid_json", undefined],
    ["nothing", "", "invalid_json", undefined],
    ["a byte order mark", '\ufeff{"action":"subscribe","entityId":"a"}', "invalid_json", undefined],
    ["null", "null", "invalid_message", [{ path: "", message: "must be an object" }]],
    ["a list", "[]", "invalid_message", [{ path: "", message: "must be an object" }]],
    ["a number", "1e999", "invalid_message", [{ path: "", message: "must be an object" }]],
    [
      "an unknown field",
      '{"action":"subscribe","entityId":"a","sinze":1}',
      "invalid_message",
      [{ path: "sinze", message: "is not a field of this action" }],
    ],
    [
      "an entityId that is a number",
      '{"action":"subscribe","entityId":1}',
      "invalid_message",
      [{ path: "entityId", message: "must be text of 1 to 256 characters, without control characters" }],
    ],
  ])("says what is wrong with %s", (_, text, code, fields) => {
    const result = parseMessage(subscribe, text);
    expect(result).toMatchObject({ ok: false, error: { type: "error", code, ...(fields && { fields }) } });
  });

  it("echoes a proper requestId of a wrong message, and no other", () => {
    const answer = (requestId: unknown) => parseMessage(subscribe, JSON.stringify({ action: "subscribe", requestId }));
    expect(answer("42")).toMatchObject({ error: { requestId: "42" } });
    expect(answer("x".repeat(129))).not.toHaveProperty("error.requestId", expect.anything());
    expect(answer("a\nb")).not.toHaveProperty("error.requestId", expect.anything());
  });

  it("answers a thousand wrong fields with a short list", () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}${"x".repeat(200)}`, 1]));
    const result = parseMessage(subscribe, JSON.stringify(many));
    expect(JSON.stringify(result).length).toBeLessThan(2000);
  });

  it("survives nesting a thousand levels deep", () => {
    expect(parseMessage(subscribe, "[".repeat(1000) + "]".repeat(1000))).toMatchObject({ ok: false });
  });

  it("answers any text with the message or with an error that fits the contract", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.anything().map(safeJson)), (text) => {
        const result = parseMessage(subscribe, text);
        if (!result.ok) expect(z.safeParse(error.payload, JSON.parse(JSON.stringify(result.error))).success).toBe(true);
      }),
    );
  });
});

const safeJson = (value: unknown) => {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
};

describe("explainUnrouted", () => {
  it.each([
    ['{"action":"dance","requestId":"7"}', "unknown_action", "7"],
    ['{"action":"Subscribe"}', "unknown_action", undefined],
    ["{}", "invalid_message", undefined],
    ['{"action":1}', "invalid_message", undefined],
    ["[1]", "invalid_message", undefined],
    ["hello", "invalid_json", undefined],
  ])("answers %s with %s", (text, code, requestId) => {
    const answer = explainUnrouted(text);
    expect(answer).toMatchObject({ type: "error", code });
    expect(answer.requestId).toBe(requestId);
  });
});

describe("encodeMessage", () => {
  const withMessage = (message: string) =>
    ({ type: "Entity Updated", id: "1", entityId: "a", seq: 1, message, sentAt: "2026-01-31T12:00:00Z" }) as const;
  const room = MAX_MESSAGE_BYTES - JSON.stringify(withMessage("")).length;

  it("takes 128 KB exactly", () => {
    expect(encodeMessage(withMessage("x".repeat(room)))).toHaveLength(MAX_MESSAGE_BYTES);
  });

  it("refuses one byte more", () => {
    expect(() => encodeMessage(withMessage("x".repeat(room + 1)))).toThrow(MessageTooLargeError);
  });

  it("counts bytes, not characters", () => {
    expect(() => encodeMessage(withMessage("é".repeat(room / 2 + 1)))).toThrow(MessageTooLargeError);
  });
});
