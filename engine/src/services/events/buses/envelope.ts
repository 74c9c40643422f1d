/** An event as rules match it and targets receive it. */
export interface EventEnvelope {
  readonly version: string;
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  /** JSON, with a `JsonNumber` where a number would lose digits. */
  readonly detail: unknown;
}

/** EventBridge tells time to the second. */
export const formatEventTime = (milliseconds: number) =>
  `${new Date(milliseconds).toISOString().slice(0, "2026-03-01T12:00:00".length)}Z`;
