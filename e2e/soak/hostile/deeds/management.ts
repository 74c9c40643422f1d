import { LARGEST_MESSAGE_BYTES } from "./messages.ts";
import type { Deed, Scene } from "./world.ts";

/** Posts to the connection itself, and reads what comes. */
async function postAndRead({ world, peer, connectionId }: Scene, data: string): Promise<string> {
  const answer = await world.calls.post(connectionId, data);
  if (answer !== "200") return answer;
  const text = await peer.next();
  return text === data ? "delivered" : `${text.slice(0, 40)} came`;
}

/** Has the form of an id and is none that was ever given. */
const NEVER_GIVEN = "AAAAAAAAAAAAAAA=";

/** Calls of `@connections`. */
export const MANAGEMENT: readonly Deed[] = [
  {
    kind: "post",
    weight: 60,
    allowed: () => ["delivered"],
    run: (scene) => postAndRead(scene, `post ${scene.n}`),
  },
  {
    kind: "post of 128 KB",
    weight: 5,
    allowed: () => ["delivered"],
    run: (scene) => postAndRead(scene, `${scene.n} `.padEnd(LARGEST_MESSAGE_BYTES, "x")),
  },
  {
    kind: "post of more than 128 KB",
    weight: 5,
    allowed: () => ["PayloadTooLargeException"],
    run: ({ world, connectionId }) => world.calls.post(connectionId, "x".repeat(LARGEST_MESSAGE_BYTES + 1)),
  },
  {
    kind: "post to a closed connection",
    weight: 15,
    allowed: () => ["GoneException"],
    run: ({ world, goneId = NEVER_GIVEN }) => world.calls.post(goneId, "too late"),
  },
  {
    kind: "post to what is no id",
    weight: 3,
    allowed: () => ["BadRequestException"],
    run: ({ world }) => world.calls.post("nobody", "too late"),
  },
  {
    kind: "post without a signature",
    weight: 3,
    allowed: () => ["403"],
    run: ({ world, connectionId }) => world.calls.postUnsigned(connectionId),
  },
  { kind: "get", weight: 8, allowed: () => ["200"], run: ({ world, connectionId }) => world.calls.get(connectionId) },
];
