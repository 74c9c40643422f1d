import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPublisher, type EventEntry, PublishError, type StreamOptions } from "../../src/server/index.ts";
import { createFakeClock, settled } from "../support/fake-clock.ts";

/** A stream whose requests take as long as `tookMs` says, and fail from the one with this number on. */
function open(options: StreamOptions = {}, { tookMs = 0, failsFrom = Number.POSITIVE_INFINITY } = {}) {
  const clock = createFakeClock();
  const requests: object[][] = [];
  const transport = async (entries: readonly EventEntry[]) => {
    requests.push(entries.map(({ Detail }) => JSON.parse(Detail)));
    if (tookMs > 0) await new Promise<void>((resolve) => void clock.after(tookMs, resolve));
    const result = requests.length >= failsFrom ? { ErrorCode: "Denied", ErrorMessage: "no" } : { EventId: "1" };
    return { Entries: entries.map(() => result) };
  };
  const publisher = createPublisher({ transport, eventBusName: "bus", clock });
  const writer = publisher.stream("chat", { streamId: "s", ...options });
  /** Details without what all of them have. */
  const pieces = () => requests.map((request) => request.map((detail) => bare(detail)));
  return { writer, publisher, clock, requests, pieces };
}

const bare = (detail: object) => {
  const { entityId: _, streamId: __, ...piece } = detail as Record<string, unknown>;
  return piece;
};

describe("stream", () => {
  it("opens at once, and ends with what waits", async () => {
    const { writer, requests } = open({ data: { author: "assistant" }, tenant: "acme" });
    await settled();
    await writer.append("It is here.");
    await writer.end();
    const common = { entityId: "chat", streamId: "s", tenant: "acme" };
    expect(requests).toEqual([
      [{ ...common, offset: 0, data: { author: "assistant" } }],
      [{ ...common, offset: 0, text: "It is here.", state: "ended" }],
    ]);
  });

  it("has an id of its own when none is given", async () => {
    const { publisher } = open();
    const ids = [publisher.stream("chat").streamId, publisher.stream("chat").streamId];
    expect(new Set(ids).size).toBe(2);
  });

  it("puts together what is appended within 40 ms", async () => {
    const { writer, clock, pieces } = open();
    await settled();
    for (const word of ["a", "b", "c", "d", "e"]) {
      await writer.append(word);
      await clock.advance(20);
    }
    await writer.end();
    expect(pieces().slice(1)).toEqual([
      [{ offset: 0, text: "ab" }],
      [{ offset: 2, text: "cd" }],
      [{ offset: 4, text: "e", state: "ended" }],
    ]);
  });

  it("waits for as long as it is told", async () => {
    const { writer, clock, pieces } = open({ withinMs: 250 });
    await settled();
    await writer.append("a");
    await clock.advance(249);
    await writer.append("b");
    expect(pieces()).toHaveLength(1);
    await clock.advance(1);
    expect(pieces()[1]).toEqual([{ offset: 0, text: "ab" }]);
  });

  it("publishes one call at a time, and at once after it what has waited for long enough", async () => {
    const { writer, clock, pieces } = open({}, { tookMs: 100 });
    await writer.append("a");
    await clock.advance(99);
    expect(pieces()).toHaveLength(1);
    await writer.append("b");
    await clock.advance(1);
    expect(pieces().slice(1)).toEqual([[{ offset: 0, text: "ab" }]]);
  });

  it("publishes one call at a time too when more is appended while text that waited for long enough waits for a call", async () => {
    const { writer, clock, pieces } = open({}, { tookMs: 100 });
    await clock.advance(100);
    for (const word of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
      await writer.append(word);
      await clock.advance(30);
    }
    const ended = writer.end();
    await clock.advance(200);
    await ended;
    expect(pieces().slice(1)).toEqual([
      [{ offset: 0, text: "ab" }],
      [{ offset: 2, text: "cde" }],
      [{ offset: 5, text: "fgh" }],
      [{ offset: 8, state: "ended" }],
    ]);
  });

  it("loses no word, however long requests take and whenever words come", async () => {
    const pauses = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(pauses, fc.nat({ max: 150 }), async (pausesMs, tookMs) => {
        const { writer, clock, pieces } = open({}, { tookMs });
        for (const pauseMs of pausesMs) {
          await writer.append(`${pauseMs} `);
          await clock.advance(pauseMs);
        }
        const ended = writer.end();
        await clock.advance(1_000);
        await ended;
        const all = pieces().flat().slice(1) as { offset: number; text?: string }[];
        const ends = all.map(({ offset, text = "" }) => offset + text.length);
        expect(all.map(({ offset }) => offset)).toEqual([0, ...ends.slice(0, -1)]);
        expect(all.map(({ text = "" }) => text).join("")).toBe(pausesMs.map((pauseMs) => `${pauseMs} `).join(""));
      }),
      { numRuns: 200 },
    );
  });

  it("never cuts a character, and replaces half of one that stays alone", async () => {
    const { writer, clock, pieces } = open();
    await settled();
    await writer.append("a\ud83e");
    await clock.advance(40);
    await writer.append("\uddfeb");
    await clock.advance(40);
    await writer.append("\ud83ex\ud83e");
    await writer.end();
    expect(pieces().slice(1)).toEqual([
      [{ offset: 0, text: "a" }],
      [{ offset: 1, text: "🧾b" }],
      [{ offset: 4, text: "\ufffdx\ufffd", state: "ended" }],
    ]);
  });

  it("cuts a long text into pieces that the app takes", async () => {
    const { writer, pieces } = open();
    const text = "🧾".repeat(20_000);
    await writer.append(text);
    await writer.end();
    const all = pieces().flat().slice(1, -1) as { offset: number; text: string }[];
    expect(all.map((piece) => piece.text).join("")).toBe(text);
    expect(all.every(({ text: part }) => part.length <= 16 * 1024)).toBe(true);
    expect(all.map(({ offset }) => offset)).toEqual([0, 16_384, 32_768]);
  });

  it("says that it failed, and why", async () => {
    const { writer, pieces } = open();
    await writer.append("I");
    const error = { code: "model_failed", message: "No answer." };
    await writer.fail(error);
    expect(pieces()[1]).toEqual([{ offset: 0, text: "I", state: "failed", error }]);
  });

  it("takes nothing more after its end", async () => {
    const { writer } = open();
    await writer.end();
    for (const call of [() => writer.append("a"), () => writer.end(), () => writer.fail({ code: "a", message: "b" })])
      await expect(call()).rejects.toThrow("has ended");
  });

  it("takes no more than a stream may have", async () => {
    const { writer } = open();
    await writer.append("x".repeat(256 * 1024));
    await expect(writer.append("x")).rejects.toThrow("262144");
  });

  it("tells of what was not published with the next append and the end, and its readers that it failed", async () => {
    const { writer, clock, pieces } = open({}, { failsFrom: 3 });
    await settled();
    await writer.append("a");
    await clock.advance(40);
    await writer.append("b");
    await clock.advance(40);
    await expect(writer.append("c")).rejects.toBeInstanceOf(PublishError);
    await expect(writer.end()).rejects.toMatchObject({ failures: [{ code: "Denied" }] });
    expect(pieces().at(-1)).toEqual([
      { offset: 1, state: "failed", error: expect.objectContaining({ code: "publish_failed" }) },
    ]);
  });

  it("leaves nothing unheard when nobody waits for a failure", async () => {
    const { clock } = open({}, { failsFrom: 1 });
    await clock.advance(1_000);
  });

  it.each([
    ["an entityId that is none", "", {}],
    ["a streamId of 129 characters", "chat", { streamId: "s".repeat(129) }],
  ])("refuses %s at once", (_, entityId, options) => {
    const { publisher } = open();
    expect(() => publisher.stream(entityId, options)).toThrow(PublishError);
  });
});

describe("pipe", () => {
  async function* words(fails: boolean) {
    yield "It ";
    yield "is";
    if (fails) throw new Error("model");
  }

  it("appends all that a source gives, and ends", async () => {
    const { writer, pieces } = open();
    await writer.pipe(words(false));
    expect(pieces()[1]).toEqual([{ offset: 0, text: "It is", state: "ended" }]);
  });

  it("lets the stream fail with its source, and throws what that threw", async () => {
    const { writer, pieces } = open();
    await expect(writer.pipe(words(true))).rejects.toThrow("model");
    expect(pieces()[1]).toMatchObject([{ text: "It is", state: "failed", error: { code: "source_failed" } }]);
  });
});
