import { TARGETS_PER_DELIVERY } from "../src/core/push/delivery.ts";
import { SUBSCRIBERS_PER_SHARD } from "../src/core/push/fan-out.ts";
import { POSTS_AT_ONCE } from "../src/core/push/pace.ts";
import type { Assumptions } from "./assumptions.ts";
import { QUOTAS } from "./constants.ts";
import {
  deliveriesOf,
  isDirect,
  mostChangesOf,
  type Operations,
  operationsOf,
  POST_MS,
  type StreamRates,
  streamRatesOf,
  type Usage,
} from "./operations.ts";

/** Number of times that things happen in a second in which all users are there. */
export interface Rates extends Readonly<Record<keyof Operations, number>> {
  readonly ping: number;
  /** Calls of `@connections`. */
  readonly post: number;
}

export interface Load {
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Invocations at once, and in a second, and what they take. */
  readonly concurrency: number;
  readonly invocations: number;
  readonly gbSeconds: number;
}

export interface Model {
  readonly rates: Rates;
  /** Load of a second in which all users are there. */
  readonly steady: Load;
  /** Load of a second after all connections were lost, while users come back as fast as the quota lets them. */
  readonly storm: Load & { readonly secondsUntilAllAreBack: number };
  readonly largestEntity: {
    readonly secondsToReachEverybody: number;
    readonly deliveries: number;
    readonly shards: number;
  };
  /** Each text that grows, and how many of them at once the account's calls a second are enough for. */
  readonly stream: StreamRates & { readonly atOnce: number; readonly naiveAtOnce: number };
  /** Changes a second: of one entity at most, and of all with all of the account's calls. */
  readonly state: { readonly mostOfOneEntity: number; readonly most: number };
  /** Share of the account's calls a second that pushes take. */
  readonly callBudget: number;
  readonly connectionMinutesPerMonth: number;
  readonly secondsPerMonth: number;
}

const DAYS_PER_MONTH = 365 / 12;

/** Bus, rule, queue and a warm function, before the first post. An assumption: yours is FanOutLatency. */
const PIPELINE_SECONDS = 0.5;

export function simulate(given: Assumptions): Model {
  const { users } = given;
  const operations = operationsOf(given);
  const rates = ratesOf(given);
  const secondsPerMonth = given["hours-per-day"] * 3600 * DAYS_PER_MONTH;
  return {
    rates,
    steady: loadOf(rates, operations, given),
    storm: {
      ...loadOf(stormOf(given), operations, given),
      secondsUntilAllAreBack: users / given["connects-per-second"],
    },
    largestEntity: reach(given),
    stream: streamsOf(given),
    state: {
      mostOfOneEntity: mostChangesOf(given),
      most: given["calls-per-second"] / Math.max(1, given["subscribers-per-entity"]),
    },
    callBudget: rates.post / given["calls-per-second"],
    connectionMinutesPerMonth: (users * secondsPerMonth) / 60,
    secondsPerMonth,
  };
}

function ratesOf(given: Assumptions): Rates {
  const { users, subscriptions } = given;
  const lifeMinutes = Math.min(given["session-minutes"], QUOTAS.connectionMinutes.value);
  const connect = users / (lifeMinutes * 60);
  const publish = given["publishes-per-second"];
  const subscribers = given["subscribers-per-entity"];
  const readers = given["subscribers-per-stream"];
  const stream = streamRatesOf(given);
  const notify = (users * given["notifications-per-user-hour"]) / 3600;
  const change = given["state-changes-per-second"];
  const asks = asksOf(given, connect);
  return {
    connect,
    disconnect: connect,
    subscribe: connect * subscriptions,
    // The last token of a connection outlives it.
    refresh: connect * (Math.ceil(lifeMinutes / given["token-minutes"]) - 1),
    ping: users / (given["ping-minutes"] * 60),
    publish,
    notify,
    piece: given.streams * stream.pieces,
    change,
    ...asks,
    deliver:
      (isDirect(subscribers) ? 0 : (publish + change) * deliveriesOf(subscribers)) +
      (isDirect(readers) ? 0 : given.streams * stream.pushes * deliveriesOf(readers)),
    post:
      (publish + change) * subscribers +
      notify +
      given.streams * stream.pushes * readers +
      asks.stateAsk / STATE_ASKS +
      asks.inboxAsk * given["unread-notifications"],
  };
}

/** Times that a client asks for a state on each connection, the second time for what it may have missed: for nothing. */
const STATE_ASKS = 2;

/** Questions of clients who connect, and marks that they set. */
const asksOf = (given: Assumptions, connect: number) => ({
  stateAsk: connect * given["states-per-connection"] * STATE_ASKS,
  inboxAsk: connect * given["inbox-asks"],
});

/** Rates of coming back: everybody connects and subscribes anew. */
function stormOf(given: Assumptions): Partial<Rates> {
  const connect = given["connects-per-second"];
  return { connect, subscribe: connect * given.subscriptions, ...asksOf(given, connect) };
}

function loadOf(rates: Partial<Rates>, operations: Operations, given: Assumptions): Load {
  const total = (part: (usage: Usage) => number) =>
    Object.entries(operations).reduce(
      (sum, [name, usage]) => sum + (rates[name as keyof Operations] ?? 0) * part(usage),
      0,
    );
  const concurrency = total(({ lambdaMs }) => lambdaMs) / 1000;
  return {
    writeUnits: total(({ writeUnits }) => writeUnits),
    readUnits: total(({ readUnits }) => readUnits),
    invocations: total(({ invocations }) => invocations),
    concurrency,
    gbSeconds: (concurrency * given["memory-mb"]) / 1024,
  };
}

function streamsOf(given: Assumptions): Model["stream"] {
  const rates = streamRatesOf(given);
  const withPushes = (pushes: number) =>
    given["calls-per-second"] / (pushes * Math.max(1, given["subscribers-per-stream"]));
  return { ...rates, atOnce: withPushes(rates.pushes), naiveAtOnce: withPushes(rates.naive) };
}

/** Gives the speed of posts: as fast as the senders make them, or as the account's quota takes them. */
function reach(given: Assumptions): Model["largestEntity"] {
  const subscribers = given["largest-entity"];
  const senders = Math.min(given["publisher-concurrency"], Math.ceil(subscribers / TARGETS_PER_DELIVERY));
  const postsPerSecond = Math.min(given["calls-per-second"], (senders * POSTS_AT_ONCE * 1000) / POST_MS);
  return {
    secondsToReachEverybody: PIPELINE_SECONDS + subscribers / postsPerSecond,
    deliveries: isDirect(subscribers) ? 0 : deliveriesOf(subscribers),
    shards: Math.ceil(subscribers / SUBSCRIBERS_PER_SHARD),
  };
}
