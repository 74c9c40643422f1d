import type { StreamWriter } from "../../../client/src/server/index.ts";
import { followStreams, type Stream } from "../../../client/src/streams/index.ts";
import type { Feature, FeatureOptions, Follower, Following } from "./feature.ts";

/** A stream that is published, and its whole text. */
interface Text {
  readonly entityId: string;
  readonly streamId: string;
  readonly text: string;
  isEnded: boolean;
}

const WORDS = ["rain ", "🌧 ", "on ", "the ", "roof\n", "and ", "日本 ", "wind "];
const WORDS_PER_STEP = 12;
const MOST_STEPS = 4;

/** Texts that grow, one more at each step, over some steps each. */
export function createTexts({ publisher, chance, entities }: FeatureOptions): Feature {
  const published: Text[] = [];
  const growing = new Set<{ writer: StreamWriter; text: Text; words: string[] }>();

  function open(entityId: string): void {
    const steps = 1 + Math.floor(chance.random() * MOST_STEPS);
    const words = Array.from({ length: steps * WORDS_PER_STEP }, () => chance.pick(WORDS) ?? "");
    const streamId = `stream-${published.length}`;
    const text = { entityId, streamId, text: words.join(""), isEnded: false };
    published.push(text);
    growing.add({ writer: publisher.stream(entityId, { streamId }), text, words });
  }

  /** Appends to each; those that are whole end, while time goes on. */
  async function grow(): Promise<void> {
    for (const one of growing) {
      for (const word of one.words.splice(0, WORDS_PER_STEP)) await one.writer.append(word);
      if (one.words.length > 0) continue;
      growing.delete(one);
      void one.writer.end().then(() => {
        one.text.isEnded = true;
      });
    }
  }

  return {
    name: "texts that grew",
    get count() {
      return published.length;
    },
    async step() {
      open(chance.pick(entities) ?? "");
      await grow();
    },
    async finish() {
      await grow();
      return published.every(({ isEnded }) => isEnded);
    },
    follow: (follower, entityId) => follow(follower, entityId, published),
  };
}

/** Follows an entity's streams; those that are published from now on have to come. */
function follow({ client, userId, timer }: Follower, entityId: string, published: readonly Text[]): Following {
  const known = published.length;
  const last = new Map<string, Stream>();
  const faults: string[] = [];

  function note(stream: Stream): void {
    const { streamId, text } = stream;
    const whole = published.find((one) => one.entityId === entityId && one.streamId === streamId);
    const before = last.get(streamId);
    if (!whole?.text.startsWith(text) || text.length < (before?.text.length ?? 0))
      faults.push(`${userId}, ${entityId}, ${streamId}: was put together wrongly`);
    if (before?.text === text && before.state === stream.state && before.data === stream.data)
      faults.push(`${userId}, ${entityId}, ${streamId}: was told twice`);
    last.set(streamId, stream);
  }

  const subscription = followStreams(client, entityId, note, { clock: timer });
  return {
    faults: () => faults,
    missing: () =>
      published
        .slice(known)
        .filter((one) => one.entityId === entityId)
        .filter(({ streamId, text }) => last.get(streamId)?.state !== "ended" || last.get(streamId)?.text !== text)
        .map(({ streamId }) => `${userId}, ${entityId}, ${streamId}: is not whole`),
    end: subscription.unsubscribe,
  };
}
