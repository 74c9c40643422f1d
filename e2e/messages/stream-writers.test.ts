import { describe, expect, it } from "vitest";
import { createStreamWriter as createWriterOfWork } from "../../app/src/core/streams/stream-writer.ts";
import { createStreamWriter as createWriterOfPublisher } from "../../client/src/server/stream-writer.ts";
import { createFakeClock, type FakeClock, settled } from "../../client/test/support/fake-clock.ts";
import { type EntityStreamEvent, entityStreamEvent } from "../../contract/src/index.ts";

type Piece = Pick<EntityStreamEvent, "offset" | "text" | "data" | "state" | "error">;
type Publish = (pieces: readonly Piece[]) => Promise<void>;

/** Both ways to write a stream, which share no code and have to do the same. */
const WRITERS = {
  "a publisher": (publish: Publish, clock: FakeClock, data?: unknown) =>
    createWriterOfPublisher("s", data, { publish, clock, withinMs: 40 }),
  "the work of a request": (publish: Publish, clock: FakeClock, data?: unknown) => {
    const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    return createWriterOfWork("s", data, { publish, pause });
  },
};

describe.each(Object.entries(WRITERS))("the stream of %s", (_, createWriter) => {
  async function open({ data, failsFrom = Infinity }: { data?: unknown; failsFrom?: number } = {}) {
    const clock = createFakeClock();
    const calls: (readonly Piece[])[] = [];
    const publish: Publish = async (pieces) => {
      calls.push(pieces);
      if (calls.length >= failsFrom) throw new Error("The queue is down.");
    };
    const writer = createWriter(publish, clock, data);
    await settled();
    /** Runs what waits while the writer ends. */
    async function finish(end: Promise<void>): Promise<void> {
      end.catch(() => {});
      await clock.advance(1_000);
      return end;
    }
    return { writer, clock, calls, finish };
  }

  it("opens at once, grows in steps of 40 ms, and ends with what is left, in events that the app takes", async () => {
    const { writer, clock, calls, finish } = await open({ data: { author: "assistant" } });
    expect(calls).toEqual([[{ offset: 0, data: { author: "assistant" } }]]);
    await writer.append("It ");
    await writer.append("is ");
    await clock.advance(40);
    await writer.append("here.");
    await finish(writer.end());
    expect(calls.slice(1)).toEqual([[{ offset: 0, text: "It is " }], [{ offset: 6, text: "here.", state: "ended" }]]);
    for (const piece of calls.flat())
      expect(entityStreamEvent.payload.safeParse({ entityId: "e", streamId: "s", ...piece }).error).toBeUndefined();
  });

  it("never cuts a character, and replaces half of one that stays alone", async () => {
    const { writer, clock, calls, finish } = await open();
    await writer.append("a\ud83e");
    await clock.advance(40);
    await writer.append("\uddfe\ud83e");
    await finish(writer.end());
    expect(calls.slice(1)).toEqual([[{ offset: 0, text: "a" }], [{ offset: 1, text: "🧾\ufffd", state: "ended" }]]);
  });

  it("cuts a long text into pieces that the app takes", async () => {
    const { writer, clock, calls, finish } = await open();
    const text = "🧾".repeat(20_000);
    const appended = writer.append(text);
    await clock.advance(100);
    await appended;
    await finish(writer.end());
    const pieces = calls.flat().filter((piece) => piece.text !== undefined);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    expect(pieces.map(({ offset }) => offset)).toEqual([0, 16_384, 32_768]);
  });

  it("says that it failed, and why, and takes nothing more", async () => {
    const { writer, calls, finish } = await open();
    const error = { code: "model_failed", message: "No answer." };
    await writer.append("I");
    await finish(writer.fail(error));
    expect(calls.at(-1)).toEqual([{ offset: 0, text: "I", state: "failed", error }]);
    await expect(writer.append("more")).rejects.toThrow("has ended");
    await expect(writer.end()).rejects.toThrow("has ended");
  });

  it("takes no more than a stream may have", async () => {
    const { writer, clock } = await open();
    const filled = writer.append("x".repeat(256 * 1024));
    await clock.advance(100);
    await filled;
    await expect(writer.append("x")).rejects.toThrow("262144");
  });

  it("tells who ends it that something was not published, and readers that it failed where that ended", async () => {
    const { writer, clock, calls, finish } = await open({ failsFrom: 3 });
    await writer.append("a");
    await clock.advance(40);
    await writer.append("b");
    await clock.advance(40);
    await expect(finish(writer.end())).rejects.toThrow("The queue is down.");
    const error = { code: "publish_failed", message: expect.any(String) };
    expect(calls.at(-1)).toEqual([{ offset: 1, state: "failed", error }]);
  });

  it("leaves nothing unheard when nobody waits for a failure", async () => {
    const { writer, clock } = await open({ failsFrom: 1 });
    await writer.append("a").catch(() => {});
    await clock.advance(1_000);
  });
});
