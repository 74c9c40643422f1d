import { ServiceError } from "../../kernel/errors.ts";
import { parseArn } from "../../languages/arn.ts";
import type { ServiceContext } from "../contract/service.ts";
import { type LogDelivery, logGroupArn } from "../contract/targets.ts";
import { type LogEvent, LogEvents, type LogGroup, type LogStream } from "./log-events.ts";

/** Bytes that CloudWatch Logs counts for each event besides its message. */
const OVERHEAD_BYTES = 26;

/** Groups with their streams and events, in memory. */
export class LogGroups {
  readonly #context: Pick<ServiceContext, "clock" | "stack">;
  readonly #groups = new Map<string, LogGroup>();
  readonly #events: LogEvents;
  readonly #listeners = new Set<(event: LogEvent) => void>();
  #seq = 0;

  constructor(context: Pick<ServiceContext, "clock" | "stack">, maxBytes?: number) {
    this.#context = context;
    this.#events = new LogEvents(forget, maxBytes);
  }

  /** All of them, by name. */
  get all(): readonly LogGroup[] {
    return [...this.#groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Makes a group, unless it is there. */
  create(name: string, retentionInDays?: number): LogGroup {
    const { clock, stack } = this.#context;
    const found = this.#groups.get(name);
    if (found) return found;
    const arn = logGroupArn(stack, name);
    const group = { name, arn, createdAt: clock.now(), retentionInDays, streams: new Map(), storedBytes: 0 };
    this.#groups.set(name, group);
    return group;
  }

  /** Finds a group by its name or ARN; throws a `ResourceNotFoundException` in the service's words. */
  find(identifier: string): LogGroup {
    const group = this.#groups.get(groupNameOf(identifier));
    if (group) return group;
    throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
  }

  eventsOf(group: LogGroup): readonly LogEvent[] {
    return this.#events.of(group);
  }

  /** Takes events; their group and stream come into being with the first of them. */
  put(groupName: string, { logStreamName, logEvents }: LogDelivery): void {
    const now = this.#context.clock.now();
    const group = this.create(groupName);
    const stream = group.streams.get(logStreamName) ?? createStream(group, logStreamName, now);
    for (const { timestamp, message } of logEvents) {
      stream.firstEventAt ??= timestamp;
      stream.lastEventAt = timestamp;
      stream.lastIngestionAt = now;
      group.storedBytes += OVERHEAD_BYTES + Buffer.byteLength(message);
      const event = { seq: ++this.#seq, stream, timestamp, ingestionTime: now, message };
      this.#events.add(event);
      for (const listener of this.#listeners) listener(event);
    }
  }

  /** Tells a listener of every event that comes, until the signal is aborted. */
  listen(listener: (event: LogEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }
}

/** A stream without events is gone as well: environments come and go for as long as the engine runs. */
function forget(stream: LogStream, bytes: number): void {
  stream.group.storedBytes -= OVERHEAD_BYTES + bytes;
  if (stream.events === 0) stream.group.streams.delete(stream.name);
}

function createStream(group: LogGroup, name: string, createdAt: number): LogStream {
  const times = { firstEventAt: undefined, lastEventAt: undefined, lastIngestionAt: undefined };
  const stream = { name, group, createdAt, ...times, events: 0 };
  group.streams.set(name, stream);
  return stream;
}

/** The name in a group's ARN, with or without `:*`; what is no ARN is the name. */
export function groupNameOf(identifier: string): string {
  const resource = parseArn(identifier)?.resource;
  return resource?.replace(/^log-group:/, "").replace(/:\*$/, "") ?? identifier;
}
