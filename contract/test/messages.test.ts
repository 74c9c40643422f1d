import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { type MessageDefinition, messages } from "../src/index.ts";

const groups: Readonly<Record<string, Readonly<Record<string, MessageDefinition>>>> = messages;
const all = Object.values(groups).flatMap((group) => Object.values(group));
const accepts = ({ payload }: MessageDefinition, value: unknown) => z.safeParse(payload, value).success;

describe("the registry of messages", () => {
  it("has no name twice", () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(all.map((definition) => [definition.name, definition] as const))(
    "has examples of %s that fit",
    (_, message) => {
      expect(message.examples.length).toBeGreaterThan(0);
      for (const example of message.examples) expect(z.safeParse(message.payload, example).error).toBeUndefined();
    },
  );
});

describe("a traceparent", () => {
  const { ping: _, ...actions } = messages.fromClient;
  const taking = Object.values<MessageDefinition>({ ...actions, ...messages.events });
  const valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const takenOf = ({ payload, examples: [example] }: MessageDefinition, traceparent: unknown) =>
    (z.parse(payload, { ...Object(example), traceparent }) as { traceparent?: unknown }).traceparent;

  it.each(taking.map((definition) => [definition.name, definition] as const))(
    "is taken by %s, and one that is none counts as none",
    (_name, definition) => {
      expect(takenOf(definition, valid)).toBe(valid);
      for (const wrong of ["", `${valid}\n`, valid.toUpperCase(), 7, null, [valid], { a: 1 }, undefined])
        expect(takenOf(definition, wrong)).toBeUndefined();
    },
  );
});

describe("entityId", () => {
  const { subscribe } = messages.fromClient;
  it.each([
    ["one character", "a"],
    ["256 characters", "x".repeat(256)],
    ["the delimiter of our keys", "order#1%23"],
    ["any script, and emoji", "заказ-注文-🧾"],
    ["spaces at its ends, which count", " a "],
    ["a word that looks like a value", "undefined"],
  ])("may be %s", (_, entityId) => {
    expect(accepts(subscribe, { action: "subscribe", entityId })).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["257 characters", "x".repeat(257)],
    ["a number", 7],
    ["null", null],
    ["a list", ["a"]],
    ["an object", { id: "a" }],
    ["text with a line break", "a\nb"],
    ["text with NUL", "a\0b"],
    ["text with an escape sequence", "a\u001b[31mb"],
    ["half a surrogate pair", "a\ud83e"],
  ])("may not be %s", (_, entityId) => {
    expect(accepts(subscribe, { action: "subscribe", entityId })).toBe(false);
  });
});

describe("messages of clients", () => {
  it.each([
    ["an unknown field", { action: "subscribe", entityId: "a", entity: "b" }],
    ["a __proto__ field", JSON.parse('{"action":"subscribe","entityId":"a","__proto__":{"admin":true}}')],
    ["a requestId that is no text", { action: "subscribe", entityId: "a", requestId: 1 }],
    ["a requestId of 129 characters", { action: "subscribe", entityId: "a", requestId: "x".repeat(129) }],
    ["another action", { action: "unsubscribe", entityId: "a" }],
  ])("are refused with %s", (_, message) => {
    expect(accepts(messages.fromClient.subscribe, message)).toBe(false);
  });
});

describe("details of events", () => {
  const { entityUpdatedEvent, sendUserPushNotificationEvent } = messages.events;

  it.each([["text"], [0], [false], [null], [[1, { a: 2 }]], [{ deep: { er: [] } }]])(
    "take %j as a message",
    (message) => {
      expect(accepts(entityUpdatedEvent, { entityId: "a", message })).toBe(true);
      expect(accepts(sendUserPushNotificationEvent, { userId: "u", message })).toBe(true);
    },
  );

  it("may have fields that others need, which are dropped", () => {
    const detail = { entityId: "a", message: 1, colour: "red" };
    expect(z.parse(entityUpdatedEvent.payload, detail)).toEqual({ entityId: "a", message: 1 });
  });

  it.each([
    ["no entityId", { message: "x" }],
    ["an entityId that is a number", { entityId: 1, message: "x" }],
    ["no message", { entityId: "a" }],
  ])("are refused with %s", (_, detail) => {
    expect(accepts(entityUpdatedEvent, detail)).toBe(false);
  });

  it.each([
    ["a text of more than 16,384 characters", { text: "x".repeat(16 * 1024 + 1) }],
    ["half a surrogate pair", { text: "a\ud83e" }],
    ["a text beyond the longest stream", { offset: 256 * 1024 - 1, text: "ab" }],
    ["an offset that is no place", { offset: 1.5 }],
    ["a failure that does not say why", { state: "failed" }],
    ["an error of what has not failed", { state: "ended", error: { code: "a", message: "b" } }],
    ["a streamId of 129 characters", { streamId: "s".repeat(129) }],
  ])("of streams are refused with %s", (_, fields) => {
    const detail = { entityId: "e", streamId: "s", offset: 0, ...fields };
    expect(accepts(messages.events.entityStreamEvent, detail)).toBe(false);
  });

  it.each([
    ["neither a value nor a deletion", { value: undefined }],
    ["a value and a deletion", { deleted: true }],
    ["a deletion that is none", { value: undefined, deleted: false }],
    ["a value of more than 8 KB", { value: "é".repeat(4 * 1024) }],
    ["a key of 129 characters", { key: "k".repeat(129) }],
    ["a version below 0", { version: -1 }],
    ["a life of no second", { ttlSeconds: 0 }],
  ])("of states are refused with %s", (_, fields) => {
    const detail = { entityId: "e", key: "k", value: 1, ...fields };
    expect(accepts(messages.events.entityStateEvent, detail)).toBe(false);
  });

  it("of states take any JSON as a value", () => {
    for (const value of [null, false, 0, "", [], {}, "x".repeat(8 * 1024 - 2)])
      expect(accepts(messages.events.entityStateEvent, { entityId: "e", key: "k", value })).toBe(true);
  });

  it("take a callback of up to 2,048 characters", () => {
    const detail = (length: number) => ({ userId: "u", message: "x", callback: "c".repeat(length) });
    expect(accepts(sendUserPushNotificationEvent, detail(2048))).toBe(true);
    expect(accepts(sendUserPushNotificationEvent, detail(2049))).toBe(false);
  });
});
