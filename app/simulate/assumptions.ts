import { QUOTAS } from "./constants.ts";

interface Option {
  readonly default: number;
  readonly least: number;
  readonly description: string;
}

/** Assumptions that the model takes. Each is an option of the command line under the same name. */
export const OPTIONS = {
  users: { default: 10_000, least: 1, description: "connections open at the same time" },
  "hours-per-day": { default: 8, least: 0.01, description: "how long they are all open, each day" },
  "session-minutes": {
    default: 120,
    least: 1,
    description: "how long one connection lasts; API Gateway ends it after 120",
  },
  "token-minutes": { default: 60, least: 1, description: "how long a token lasts before it is refreshed in place" },
  "ping-minutes": {
    default: 5,
    least: 0.1,
    description: "a heartbeat this often; API Gateway closes what is silent for 10",
  },
  subscriptions: { default: 3, least: 0, description: "entities that each connection follows" },
  "publishes-per-second": { default: 10, least: 0, description: "entity updates, on average while users are there" },
  "subscribers-per-entity": {
    default: 20,
    least: 0,
    description: "whom an update or a change of a state reaches, on average",
  },
  "largest-entity": { default: 10_000, least: 1, description: "subscribers of the entity that has the most" },
  "notifications-per-user-hour": { default: 1, least: 0, description: "pushes to a single user" },
  streams: { default: 0, least: 0, description: "texts that grow at the same time, for example answers of a model" },
  "tokens-per-second": { default: 30, least: 0.1, description: "by which each of them grows" },
  "stream-step-ms": { default: 40, least: 1, description: "time in which their publisher puts tokens together" },
  "subscribers-per-stream": { default: 1, least: 0, description: "who read each of them" },
  "state-changes-per-second": { default: 0, least: 0, description: "values of entities that are set or deleted" },
  "states-per-connection": { default: 0, least: 0, description: "entities whose state each connection follows, too" },
  "state-keys": { default: 5, least: 0, description: "of each of them" },
  "inbox-asks": { default: 0, least: 0, description: "of each connection: one as it begins, one for each mark" },
  "unread-notifications": { default: 3, least: 0, description: "that one of them brings, on average" },
  "message-bytes": { default: 1024, least: 1, description: "of one push" },
  "publisher-concurrency": { default: 10, least: 1, description: "the stack's PublisherConcurrency" },
  "memory-mb": { default: 512, least: 128, description: "of each function" },
  "connects-per-second": { default: QUOTAS.connectsPerSecond.value, least: 1, description: "the account's quota" },
  "calls-per-second": { default: QUOTAS.callsPerSecond.value, least: 1, description: "the account's quota" },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;
export type Assumptions = Readonly<Record<OptionName, number>>;

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** The defaults, and what differs from them. Throws a `RangeError` that names the option which makes no sense. */
export function assume(given: Partial<Assumptions> = {}): Assumptions {
  const entries = OPTION_NAMES.map((name) => [name, given[name] ?? OPTIONS[name].default] as const);
  for (const [name, value] of entries)
    if (!Number.isFinite(value) || value < OPTIONS[name].least)
      throw new RangeError(`--${name} must be a number, ${OPTIONS[name].least} at least.`);
  return Object.fromEntries(entries) as Assumptions;
}
