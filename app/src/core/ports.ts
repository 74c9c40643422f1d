/** A logger, as far as the core needs one. Fields are data: ids and causes, never a token or a message. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Metrics that operators watch. Counts add up over a minute; durations are in milliseconds. */
export const METRIC_NAMES = [
  "Connects",
  "Refusals",
  /** Those refusals that Lambda counts as errors of an authorizer. */
  "Unauthorized",
  /** Keys that could not be had anew, so that older ones count on. */
  "StaleKeys",
  "Deliveries",
  "GoneConnections",
  "FailedPosts",
  "AbandonedDeliveries",
  "FanOutLatency",
  "EventsRefused",
  "RequestsEnded",
  "MessagesRefused",
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

export interface Metrics {
  /** `cause`: a word from a fixed list, for example why a handshake was refused. Never an id. */
  count(name: MetricName, value: number, cause?: string): void;
  durations(name: MetricName, milliseconds: readonly number[]): void;
}
