import { describe, expect, it } from "vitest";
import { keepStream, pushStream } from "../../app/src/core/streams/push-stream.ts";
import { createPushWorld } from "../../app/test/support/push-world.ts";
import { createStreams } from "../../app/test/support/streams.ts";
import { createPublisher, type EventEntry } from "../../client/src/server/index.ts";
import { createAssembly, type StreamPiece } from "../../client/src/streams/index.ts";
import { createFakeClock, type FakeClock } from "../../client/test/support/fake-clock.ts";

/** Times of AWS's parts, in the middle of what is measured of each. */
const PUT_EVENTS_MS = 15;
const BUS_MS = 30;
const INVOCATION_MS = 15;
const POST_MS = 20;

/** The template's: messages of a batch, its functions at once, and the time of a stream's turn. */
const BATCH_SIZE = 10;
const STREAM_CONCURRENCY = 50;
const TURN_MS = 2_000;

const wait = (clock: FakeClock, ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

/** The app between a bus and sockets, in virtual time: with a queue, and functions that take what is there. */
async function createApp(clock: FakeClock, subscribers: number) {
  const world = createPushWorld();
  const readers = new Map(
    Array.from({ length: subscribers }, (_, index) => [String(index), createAssembly()] as const),
  );
  for (const connectionId of readers.keys()) await world.connect(connectionId, "chat");
  const now = () => clock.now();
  const queue: ReturnType<typeof eventOf>[] = [];
  let posts = 0;
  let running = 0;
  const ports = {
    ...world.ports,
    now,
    streams: createStreams(now),
    sockets: {
      async post(connectionId: string, text: string) {
        posts += 1;
        await wait(clock, POST_MS);
        readers.get(connectionId)?.take(JSON.parse(text) as StreamPiece);
        return "delivered" as const;
      },
    },
  };

  function poll(): void {
    while (running < STREAM_CONCURRENCY && queue.length > 0) void invoke(queue.splice(0, BATCH_SIZE));
  }

  async function invoke(events: ReturnType<typeof eventOf>[]): Promise<void> {
    running += 1;
    await wait(clock, INVOCATION_MS);
    for (const event of events) await keepStream(event, ports);
    const endsAtMs = clock.now() + TURN_MS;
    const last = events.at(-1);
    // There is one stream here.
    if (last && (await pushStream(last, { ...ports, hasTime: () => clock.now() < endsAtMs })) === "unfinished")
      queue.push(last);
    running -= 1;
    poll();
  }

  async function transport(entries: readonly EventEntry[]) {
    await wait(clock, PUT_EVENTS_MS);
    clock.after(BUS_MS, () => {
      queue.push(...entries.map((entry) => eventOf(entry, clock.now())));
      poll();
    });
    return { Entries: entries.map((_, index) => ({ EventId: `${index}` })) };
  }
  return { transport, readers, posts: () => posts };
}

const eventOf = ({ Detail }: EventEntry, nowMs: number) => ({
  id: "event",
  time: new Date(nowMs).toISOString(),
  detail: JSON.parse(Detail),
});

/** Streams so many tokens at that rate. Resolves with the posts that this took, once everybody has the whole text. */
async function stream(tokens: number, perSecond: number, subscribers: number): Promise<number> {
  const clock = createFakeClock();
  const { transport, readers, posts } = await createApp(clock, subscribers);
  const writer = createPublisher({ transport, eventBusName: "bus", clock }).stream("chat", { streamId: "s" });
  for (let index = 0; index < tokens; index++) {
    await writer.append(`token-${index} `);
    await clock.advance(1000 / perSecond);
  }
  const ended = writer.end();
  await clock.advance(5_000);
  await ended;
  const text = Array.from({ length: tokens }, (_, index) => `token-${index} `).join("");
  for (const { places } of readers.values())
    expect(places()).toEqual([{ streamId: "s", offset: text.length, done: true }]);
  return posts();
}

describe("a stream of 1,000 tokens, 50 a second", () => {
  it("costs a third of the posts that one for each token would, or less, with 100 subscribers", async () => {
    expect(await stream(1_000, 50, 100)).toBeLessThanOrEqual((1_000 * 100) / 3);
  });

  it("costs half of them with one, beside its opening and its end", async () => {
    expect(await stream(1_000, 50, 1)).toBeLessThanOrEqual(1_000 / 2 + 2);
  });
});
