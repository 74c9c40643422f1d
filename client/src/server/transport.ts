/** Entry of EventBridge's PutEvents, as the AWS SDK has it. */
export interface EventEntry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Detail: string;
  /** X-Ray's, which EventBridge hands on to targets. */
  TraceHeader?: string;
}

/** Outcome of one entry: an id, or an error. */
export interface EntryResult {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}

export interface EntryResults {
  readonly Entries?: readonly EntryResult[] | undefined;
}

/** Hands entries to EventBridge, ten at most. Rejects when that failed as a whole. */
export type Transport = (entries: EventEntry[], signal: AbortSignal | undefined) => Promise<EntryResults>;

/** The part of the AWS SDK's `EventBridgeClient` that is used. */
export interface EventBridgeClientLike<Command> {
  send(command: Command, options?: { abortSignal?: AbortSignal }): Promise<EntryResults>;
}

/** Publishes with a client of the AWS SDK, which is thus no dependency: `overEventBridge(client, PutEventsCommand)`. */
export const overEventBridge =
  <Command extends new (input: { Entries: EventEntry[] }) => object>(
    client: EventBridgeClientLike<InstanceType<Command>>,
    PutEventsCommand: Command,
  ): Transport =>
  (Entries, signal) =>
    client.send(new PutEventsCommand({ Entries }) as InstanceType<Command>, signal && { abortSignal: signal });
