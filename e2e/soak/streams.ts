import type { Client } from "../../client/src/index.ts";
import { createPublisher, type StreamWriter, type Transport } from "../../client/src/server/index.ts";
import { type FollowStreamsOptions, followStreams, type Stream } from "../../client/src/streams/index.ts";
import type { Chance } from "./seeded.ts";

/** A stream that is published, and its whole text. */
export interface PublishedStream {
  readonly entityId: string;
  readonly streamId: string;
  readonly text: string;
  isEnded: boolean;
}

const WORDS = ["rain ", "🌧 ", "on ", "the ", "roof\n", "and ", "日本 ", "wind "];
const WORDS_PER_STEP = 12;
const MOST_STEPS = 4;

/** Lets texts grow, one more at each step, over some steps each. */
export function createStreaming(
  transport: Transport,
  clock: NonNullable<FollowStreamsOptions["clock"]>,
  chance: Chance,
) {
  const publisher = createPublisher({ transport, eventBusName: "default", clock });
  const published: PublishedStream[] = [];
  const growing = new Set<{ writer: StreamWriter; stream: PublishedStream; words: string[] }>();

  function open(entityId: string): void {
    const steps = 1 + Math.floor(chance.random() * MOST_STEPS);
    const words = Array.from({ length: steps * WORDS_PER_STEP }, () => chance.pick(WORDS) ?? "");
    const streamId = `stream-${published.length}`;
    const stream = { entityId, streamId, text: words.join(""), isEnded: false };
    published.push(stream);
    growing.add({ writer: publisher.stream(entityId, { streamId }), stream, words });
  }

  /** Appends to each; those that are whole end, while time goes on. */
  async function grow(): Promise<void> {
    for (const one of growing) {
      for (const word of one.words.splice(0, WORDS_PER_STEP)) await one.writer.append(word);
      if (one.words.length > 0) continue;
      growing.delete(one);
      void one.writer.end().then(() => {
        one.stream.isEnded = true;
      });
    }
  }

  return {
    published: published as readonly PublishedStream[],
    async step(entityId: string | undefined): Promise<void> {
      if (entityId !== undefined) open(entityId);
      await grow();
    },
    get isGrowing() {
      return published.some(({ isEnded }) => !isEnded);
    },
  };
}

/** Record of the streams of one entity, which have to be whole in the end. */
export interface FollowedStreams {
  /** Faults in what was seen: a text that is not the beginning of the whole, or became shorter. */
  faults(published: readonly PublishedStream[]): readonly string[];
  /** Streams that are not whole. */
  missing(published: readonly PublishedStream[]): readonly string[];
  unsubscribe(): void;
}

/** Follows an entity's streams; those that are published from now on have to come. */
export function followAll(
  client: Client,
  entityId: string,
  clock: NonNullable<FollowStreamsOptions["clock"]>,
  known: number,
): FollowedStreams {
  const seen = new Map<string, Stream[]>();
  const subscription = followStreams(
    client,
    entityId,
    (stream) => seen.set(stream.streamId, [...(seen.get(stream.streamId) ?? []), stream]),
    { clock },
  );
  const own = (published: readonly PublishedStream[]) =>
    published.slice(known).filter((one) => one.entityId === entityId);

  function faultsOf({ streamId, text }: PublishedStream): string[] {
    const texts = (seen.get(streamId) ?? []).map((stream) => stream.text);
    const isWrong = texts.some(
      (part, index) => !text.startsWith(part) || part.length < (texts[index - 1]?.length ?? 0),
    );
    return isWrong ? [`${entityId}, ${streamId}: was put together wrongly`] : [];
  }

  return {
    faults: (published) => published.filter((one) => one.entityId === entityId).flatMap(faultsOf),
    missing: (published) =>
      own(published).flatMap(({ streamId, text }) => {
        const last = seen.get(streamId)?.at(-1);
        return last?.state === "ended" && last.text === text ? [] : [`${entityId}, ${streamId}: is not whole`];
      }),
    unsubscribe: subscription.unsubscribe,
  };
}
