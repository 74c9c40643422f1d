import type { StreamError } from "@portcullis/contract";
import { createStreamWriter, type StreamWriter } from "../streams/stream-writer.ts";
import type { Notifications, Requests, StreamEvents, Timer } from "./ports.ts";
import type { KeptRequest } from "./request.ts";
import type { WorkContext } from "./work-definition.ts";

export interface WorkContextDependencies {
  readonly requests: Pick<Requests, "find">;
  readonly notifications: Notifications;
  readonly streamEvents: StreamEvents;
  readonly timer: Timer;
}

/** A request's turn, and the time that it has. */
export interface WorkTurn {
  readonly request: KeptRequest;
  readonly attempt: number;
  readonly leftMs: number;
  readonly traceparent?: string | undefined;
}

export interface OpenContext extends WorkContext {
  /** True when the user has cancelled the request. */
  readonly isCancelled: boolean;
  /** Ends the streams that the work has left open, or lets them fail, and looks after nothing any more. */
  close(error?: StreamError): Promise<void>;
}

/** Time between two looks at whether the user has cancelled the request: a read each. */
const LOOK_MS = 2_000;

/** Time before the function's end at which work is told to end: enough to let streams fail and to say why. */
const GRACE_MS = 5_000;

/** Opens what work is given beside its input. */
export function openContext(turn: WorkTurn, ports: WorkContextDependencies): OpenContext {
  const { request, attempt, leftMs, traceparent } = turn;
  const { notifications, timer } = ports;
  const { tenant, requestId } = request;
  const watch = watchRequest(request, leftMs, ports);
  const writers: StreamWriter[] = [];
  let pushes = 0;
  const pause = (ms: number) => new Promise<void>((resolve) => void timer.after(ms, resolve));

  return {
    attempt,
    traceparent,
    signal: watch.signal,
    get isCancelled() {
      return watch.isCancelled();
    },
    push(message, options = {}) {
      pushes += 1;
      return notifications.notify(request, { id: `request-${requestId}-${attempt}-${pushes}`, ...options, message });
    },
    stream(entityId, { data } = {}) {
      const streamId = `${requestId}-${attempt}-${writers.length + 1}`;
      const stream = { tenant, entityId, streamId };
      const publish = (pieces: Parameters<StreamEvents["publish"]>[1]) => ports.streamEvents.publish(stream, pieces);
      const writer = closedOnce(createStreamWriter(streamId, data, { publish, pause }));
      writers.push(writer);
      return writer;
    },
    async close(error) {
      watch.end();
      const ends = writers.map((writer) => (error ? writer.fail(error) : writer.end()));
      const [failed] = (await Promise.allSettled(ends)).filter((end) => end.status === "rejected");
      if (failed && !error) throw failed.reason;
    },
  };
}

/** A second end is none, so that whoever cleans up needs not know what was ended. */
function closedOnce(writer: StreamWriter): StreamWriter {
  let closed: Promise<void> | undefined;
  return {
    ...writer,
    end() {
      closed ??= writer.end();
      return closed;
    },
    fail(error) {
      closed ??= writer.fail(error);
      return closed;
    },
  };
}

function watchRequest(request: KeptRequest, leftMs: number, { requests, timer }: WorkContextDependencies) {
  const over = new AbortController();
  let isCancelled = false;
  const cancelEnd = timer.after(Math.max(0, leftMs - GRACE_MS), () =>
    over.abort(new Error("The time of this attempt is over.")),
  );
  let cancelLook = timer.after(LOOK_MS, look);

  async function look(): Promise<void> {
    // What cannot be seen now is seen the next time.
    const current = await requests.find(request).catch(() => undefined);
    if (over.signal.aborted) return;
    if (current?.outcome === undefined) {
      cancelLook = timer.after(LOOK_MS, look);
      return;
    }
    isCancelled = true;
    over.abort(new Error("The request was cancelled."));
  }

  return {
    signal: over.signal,
    isCancelled: () => isCancelled,
    end(): void {
      cancelEnd();
      cancelLook();
      over.abort(new Error("The work has ended."));
    },
  };
}
