import { WebSocket } from "ws";
import { type Client, createClient } from "../../client/src/index.ts";
import type { AdjustableClock } from "../../engine/src/kernel/clock.ts";
import { type Followed, follow } from "./followed.ts";
import type { Chance } from "./seeded.ts";
import { type FollowedStreams, followAll } from "./streams.ts";

export interface UserOptions {
  readonly id: string;
  readonly url: string;
  readonly clock: AdjustableClock;
  /** Of what the user does. */
  readonly chance: Chance;
  /** Of how long the client waits. */
  readonly random: () => number;
  readonly entities: readonly string[];
  readonly signToken: (userId: string) => Promise<string>;
  /** Number of streams that were published so far. */
  readonly streamCount: () => number;
  /** Counts what users did, for the report. */
  readonly count: (deed: string) => void;
}

export interface User {
  /** Does this or that, or nothing. */
  act(): void;
  readonly client: Client;
  readonly following: readonly Followed[];
  /** Subscriptions that were given up: they cannot be complete, but nothing may have come twice. */
  readonly left: readonly Followed[];
  /** Streams of the entities in `following`. */
  readonly streams: readonly FollowedStreams[];
}

const MOST_SUBSCRIPTIONS = 4;

/** The share of each habit among the times that a user is asked. */
const HABITS = { drop: 0.01, pause: 0.003, follow: 0.02, leave: 0.004, return: 0.3 };

/** One user with our client, in the engine's time. */
export function createUser(options: UserOptions): User {
  const { id, url, clock, chance, random, entities, signToken, streamCount, count } = options;
  const timer = { now: clock.now, after: (ms: number, task: () => void) => disposer(clock.after(ms, task)) };
  let socket: WebSocket | undefined;
  class ObservedWebSocket extends WebSocket {
    constructor(address: string, protocols?: string[]) {
      super(address, protocols);
      socket = this;
    }
  }

  const client = createClient({
    url,
    WebSocket: ObservedWebSocket,
    random,
    clock: timer,
    getToken: () => signToken(id),
  });
  client.on("error", ({ code }) => count(`client error ${code}`));
  let following: Followed[] = [];
  const left: Followed[] = [];
  const streams = new Map<string, FollowedStreams>();
  let isPaused = true;

  const deeds = {
    drop() {
      // As a train does it: no close frame, and the client finds out by itself.
      if (socket?.readyState === WebSocket.OPEN) socket.terminate();
    },
    pause() {
      isPaused = true;
      client.disconnect();
    },
    follow() {
      const entityId = chance.pick(entities);
      const isNew = entityId !== undefined && !following.some((one) => one.entityId === entityId);
      if (!isNew || following.length >= MOST_SUBSCRIPTIONS) return;
      following.push(follow(client, id, entityId));
      streams.set(entityId, followAll(client, entityId, timer, streamCount()));
    },
    leave() {
      const one = chance.pick(following);
      if (!one) return;
      one.unsubscribe();
      streams.get(one.entityId)?.unsubscribe();
      streams.delete(one.entityId);
      left.push(one);
      following = following.filter((other) => other !== one);
    },
    return() {
      isPaused = false;
      client.connect();
    },
  };

  return {
    client,
    get following() {
      return following;
    },
    left,
    get streams() {
      return [...streams.values()];
    },
    act() {
      for (const [deed, share] of Object.entries(HABITS) as [keyof typeof HABITS, number][]) {
        if ((deed === "return") !== isPaused || !chance.happens(share)) continue;
        count(deed);
        deeds[deed]();
      }
    },
  };
}

const disposer = (timer: Disposable) => () => timer[Symbol.dispose]();
