import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepStream, pushStream } from "../../app/src/core/streams/push-stream.ts";
import { sendStreams } from "../../app/src/core/streams/send-streams.ts";
import { createPushWorld, event } from "../../app/test/support/push-world.ts";
import { createStreams } from "../../app/test/support/streams.ts";
import { createAssembly, type StreamPiece } from "../../client/src/streams/index.ts";
import type { EntityStreamEvent } from "../../contract/src/index.ts";

/** A word of the publisher's: a piece that comes now, out of its turn or again; or what happens to the reader. */
type Step =
  | { readonly kind: "publish"; readonly index: number }
  | { readonly kind: "lose" | "repeat" | "swap" | "return" };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("publish" as const), index: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("lose", "repeat", "swap", "return") }) },
);

/** The app's own code between a publisher and a reader, with a wire that loses, repeats and swaps messages. */
async function createWire(details: readonly EntityStreamEvent[]) {
  const world = createPushWorld();
  const ports = { ...world.ports, streams: createStreams(world.ports.now) };
  const assembly = createAssembly();
  const shown: string[] = [];
  const onItsWay: StreamPiece[] = [];
  let taken = 0;
  await world.connect("reader", "e");

  /** Puts what was posted since the last time on the wire. */
  function collect(): void {
    const posted = ports.sockets.delivered.reader ?? [];
    onItsWay.push(...(posted.slice(taken) as StreamPiece[]));
    taken = posted.length;
  }

  function arrive(): void {
    for (const piece of onItsWay.splice(0)) {
      const changed = assembly.take(piece);
      if (changed) shown.push(changed.text);
    }
  }

  const reader = () => ({ connectionId: "reader", entity: { entityId: "e" }, has: assembly.places() });
  const acts = {
    lose: () => void onItsWay.splice(0),
    repeat: () => void onItsWay.push(...onItsWay),
    swap: () => void onItsWay.reverse(),
    async return() {
      onItsWay.splice(0);
      await sendStreams(reader(), async () => undefined, ports);
      collect();
    },
  };

  async function take(next: Step): Promise<void> {
    if (next.kind !== "publish") return acts[next.kind]();
    arrive();
    const detail = details[next.index % details.length];
    if (!detail) return;
    await keepStream(event(detail), ports);
    await pushStream(event(detail), ports);
    collect();
  }
  return { take, arrive, shown, acts, places: assembly.places };
}

/** Cuts a text into pieces, with its opening and its end. */
function detailsOf(words: readonly string[]): EntityStreamEvent[] {
  const common = { entityId: "e", streamId: "s" };
  let offset = 0;
  const pieces = words.map((text) => {
    const detail = { ...common, offset, text };
    offset += text.length;
    return detail;
  });
  return [{ ...common, offset: 0, data: 1 }, ...pieces, { ...common, offset, state: "ended" }];
}

describe("a stream, from its publisher to its reader", () => {
  it("is put together once and in order in every interleaving of pieces, losses, repetitions and returns", async () => {
    const words = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(words, fc.array(step, { maxLength: 60 }), async (all, steps) => {
        const text = all.join("");
        const details = detailsOf(all);
        const wire = await createWire(details);
        for (const next of steps) await wire.take(next);
        // The bus brings everything once at least, and who misses something asks in the end.
        for (const index of details.keys()) await wire.take({ kind: "publish", index });
        await wire.acts.return();
        wire.arrive();
        for (const [index, part] of wire.shown.entries()) {
          expect(text.startsWith(part)).toBe(true);
          expect(part.length).toBeGreaterThanOrEqual(wire.shown[index - 1]?.length ?? 0);
        }
        expect(wire.places()).toEqual([{ streamId: "s", offset: text.length, done: true }]);
        expect(wire.shown.at(-1)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
