import { WebSocket } from "ws";
import { type Client, createClient } from "../../client/src/index.ts";
import type { Feature, Follower, Following, Timer } from "./features/feature.ts";
import type { Chance } from "./seeded.ts";

export interface UserOptions {
  readonly id: string;
  readonly url: string;
  readonly timer: Timer;
  /** Of what the user does. */
  readonly chance: Chance;
  /** Of how long the client waits. */
  readonly random: () => number;
  readonly entities: readonly string[];
  readonly features: readonly Feature[];
  readonly signToken: (userId: string) => Promise<string>;
  /** Counts what users did, for the report. */
  readonly count: (deed: string) => void;
}

export interface User {
  /** Does this or that, or nothing. */
  act(): void;
  readonly client: Client;
  readonly following: readonly Following[];
  /** Records that were given up: they cannot be complete, but nothing may have come twice. */
  readonly left: readonly Following[];
}

const MOST_SUBSCRIPTIONS = 3;

/** The share of each habit among the times that a user is asked. */
const HABITS = { drop: 0.005, pause: 0.002, follow: 0.01, leave: 0.002, return: 0.1 };

/** Acts after which an absence ends: 9 minutes of `hour.ts`. Who is away for longer than HistoryMinutes (10) is told of a gap. */
const LONGEST_ABSENCE = 54;

/** A third of what it is on AWS, so that a connection which nothing ends is handed over to another within the hour. */
const LIFETIME_MS = 40 * 60_000;

/** One user with our client, in the engine's time. */
export function createUser(options: UserOptions): User {
  const { id, url, timer, chance, random, entities, features, signToken, count } = options;
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
    lifetimeMs: LIFETIME_MS,
    getToken: () => signToken(id),
  });
  client.on("error", ({ code }) => count(`client error ${code}`));
  const follower: Follower = { userId: id, client, timer };
  const joined = features.flatMap((feature) => feature.join?.(follower) ?? []);
  const followed = new Map<string, readonly Following[]>();
  const left: Following[] = [];
  let isPaused = true;
  let absence = 0;

  const deeds = {
    drop() {
      // As a train does it: no close frame, and the client finds out by itself.
      if (socket?.readyState === WebSocket.OPEN) socket.terminate();
    },
    pause() {
      isPaused = true;
      absence = 0;
      client.disconnect();
    },
    follow() {
      const entityId = chance.pick(entities);
      if (entityId === undefined || followed.has(entityId) || followed.size >= MOST_SUBSCRIPTIONS) return;
      followed.set(
        entityId,
        features.flatMap((feature) => feature.follow?.(follower, entityId) ?? []),
      );
    },
    leave() {
      const [entityId, all] = chance.pick([...followed]) ?? [];
      if (entityId === undefined || !all) return;
      for (const one of all) one.end();
      left.push(...all);
      followed.delete(entityId);
    },
    return() {
      isPaused = false;
      client.connect();
    },
  };

  return {
    client,
    get following() {
      return [...joined, ...[...followed.values()].flat()];
    },
    left,
    act() {
      absence += 1;
      for (const [deed, share] of Object.entries(HABITS) as [keyof typeof HABITS, number][]) {
        if ((deed === "return") !== isPaused) continue;
        const isDue = chance.happens(share) || (deed === "return" && absence >= LONGEST_ABSENCE);
        if (!isDue) continue;
        count(deed);
        deeds[deed]();
      }
    },
  };
}
