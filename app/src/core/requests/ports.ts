import type { UserRef } from "../references.ts";
import type { StreamRef } from "../streams/ports.ts";
import type { PublishedPiece } from "../streams/stream-writer.ts";
import type { KeptRequest, Outcome, RequestRef } from "./request.ts";

/** Work that was asked for. Nothing here is read from a copy that may lag. */
export interface Requests {
  /** Keeps a new one. Resolves with the one that has this id already, if there is one, and leaves that as it is. */
  create(request: KeptRequest): Promise<KeptRequest | undefined>;
  find(request: RequestRef): Promise<KeptRequest | undefined>;
  /**
   * Takes it for whoever works on it until a time (milliseconds since 1970). Resolves with `taken` when somebody else
   * has it, with undefined when it is unknown; one that has ended is found as `find` does it.
   */
  claim(request: RequestRef, untilMs: number): Promise<KeptRequest | "taken" | undefined>;
  /** Ends it, unless it has ended. Resolves with the outcome that counts; undefined when the request is unknown. */
  finish(request: RequestRef, outcome: Outcome): Promise<Outcome | undefined>;
}

/** The queue in which requests wait to be worked on. */
export interface RequestQueue {
  enqueue(request: RequestRef): Promise<void>;
}

/** Pushes to all connections of a user, through the queue that all notifications go through. */
export interface Notifications {
  /** Sends a notification, unless one with its id was sent before. `callback`: where to get more. */
  notify(user: UserRef, notification: { id: string; message: unknown; callback?: string }): Promise<void>;
}

/** Publishes pieces of streams, through the queue that all streams go through. */
export interface StreamEvents {
  publish(stream: StreamRef, pieces: readonly PublishedPiece[]): Promise<void>;
}

export interface Timer {
  /** Runs a task later. Returns a function that cancels it. */
  after(ms: number, task: () => void): () => void;
}
