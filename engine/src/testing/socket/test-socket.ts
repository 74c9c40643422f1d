import type { WebSocket } from "ws";
import type { Journal } from "../../kernel/journal.ts";
import { NotSeenError } from "../basics/errors.ts";
import { describeMatch, type Match, show } from "../basics/match.ts";
import { awake, clearTimeout, DEFAULT_TIMEOUT_MS, setTimeout } from "../basics/timers.ts";
import { reportJournal } from "../reports/journal-report.ts";
import type { Frames } from "./frames.ts";

export interface WaitOptions {
  /** Default 4000: less than the time that runners give a test. */
  readonly timeoutMs?: number;
}

/** The end of a connection, as its client sees it: RFC 6455, section 7.1.5. */
export interface Close {
  readonly code: number;
  readonly reason: string;
}

/**
 * A client of a WebSocket API. A frame that holds JSON is given as its value, other text as a string, bytes as a Buffer.
 * Each frame is given out once, by `next` or by iterating, which ends when the connection does.
 */
export interface TestSocket<Frame = unknown> extends AsyncIterable<Frame>, AsyncDisposable {
  readonly url: string;
  /** The id that the API gave to the connection, as functions and `@connections` know it. */
  readonly connectionId: string;
  /** The subprotocol that was agreed on; empty when there is none. */
  readonly protocol: string;
  /** All frames that came so far. */
  readonly frames: readonly Frame[];
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<Close>;
  /** Sends text and bytes as they are, and all else as JSON. Throws when the connection has ended. */
  send(message: unknown): void;
  /**
   * The next frame that is meant, past or to come; those that are not stay for others. Rejects with a `NotSeenError` that
   * shows what came in its place, and the journal.
   */
  next<F extends Frame = Frame>(match?: Match<F>, options?: WaitOptions): Promise<F>;
  /** Ends the connection and resolves when it has ended. Default code 1000. */
  close(code?: number, reason?: string): Promise<Close>;
  /** Resolves when no function runs any more and all that the API had sent is here. */
  settled(): Promise<void>;
  /** The journal since the handshake, as far as it concerns this connection, as text. */
  journal(): string;
}

export interface TestSocketDependencies<Frame> {
  readonly socket: WebSocket;
  readonly frames: Frames<Frame>;
  readonly connectionId: string;
  readonly journal: Pick<Journal, "entries">;
  /** Resolves when no function runs any more. */
  settle(): Promise<void>;
  /** The newest entry before the handshake. */
  readonly since: number;
}

const NORMAL_CLOSURE = 1000;

/** A peer that answers no close frame is left. */
const CLOSE_TIMEOUT_MS = 2_000;

export function createTestSocket<Frame>(dependencies: TestSocketDependencies<Frame>): TestSocket<Frame> {
  const { socket, frames, connectionId } = dependencies;
  let ended: Close | undefined;
  const closed = new Promise<Close>((resolve) => {
    socket.once("close", (code, reason) => {
      ended = { code, reason: reason.toString() };
      frames.end();
      resolve(ended);
    });
  });
  // What breaks a connection is followed by its close.
  socket.on("error", () => {});

  const report = () => journalOf(dependencies);

  async function next<F extends Frame>(match?: Match<F>, { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions = {}) {
    const taken = await frames.take(match as Match<Frame> | undefined, timeoutMs);
    if (taken) return taken.frame as F;
    throw new NotSeenError(missing(match, { ended, timeoutMs, waiting: frames.waiting, report: report() }));
  }

  function close(code = NORMAL_CLOSURE, reason = ""): Promise<Close> {
    if (ended) return closed;
    const impatience = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.close(code, reason);
    return awake(closed).finally(() => clearTimeout(impatience));
  }

  return {
    url: socket.url,
    connectionId,
    protocol: socket.protocol,
    frames: frames.all,
    closed,
    send(message) {
      if (ended) throw new Error(`The connection has ended (${describeClose(ended)}).\n\n${report()}`);
      socket.send(encode(message));
    },
    next,
    close,
    async settled() {
      await dependencies.settle();
      if (!ended) await roundTrip(socket);
    },
    journal: report,
    async *[Symbol.asyncIterator]() {
      const take = () => awake(frames.take(undefined, Number.POSITIVE_INFINITY));
      for (let taken = await take(); taken; taken = await take()) yield taken.frame;
    },
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}

/** Frames arrive in order: those that were sent before the answer to a ping are here when it is. */
function roundTrip(socket: WebSocket): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    socket.once("pong", () => resolve());
    socket.once("close", () => resolve());
    socket.ping(undefined, undefined, (error) => error && resolve());
  });
  return awake(answered);
}

const isBytes = (message: unknown) => message instanceof ArrayBuffer || ArrayBuffer.isView(message);

const encode = (message: unknown) =>
  typeof message === "string" || isBytes(message) ? (message as string | Uint8Array) : JSON.stringify(message);

export const describeClose = ({ code, reason }: Close) => `${code}${reason === "" ? "" : ` ${JSON.stringify(reason)}`}`;

interface Missing {
  readonly ended: Close | undefined;
  readonly timeoutMs: number;
  readonly waiting: readonly unknown[];
  readonly report: string;
}

function missing(match: unknown, { ended, timeoutMs, waiting, report }: Missing): string {
  const wanted = match === undefined ? "No frame came" : `No frame came that holds ${describeMatch(match)}`;
  const until = ended ? `before the connection ended (${describeClose(ended)})` : `within ${timeoutMs} ms`;
  return [`${wanted} ${until}.`, listFrames(waiting), report].join("\n\n");
}

/** Frames in words, for a message. */
export const listFrames = (frames: readonly unknown[]) =>
  frames.length === 0
    ? "No other frame is there."
    : ["Frames that are there:", ...frames.map((frame) => `  ${show(frame)}`)].join("\n");

/** The journal of a connection: its own entries, and those that belong to none. */
function journalOf<Frame>({ journal, since, connectionId }: TestSocketDependencies<Frame>): string {
  return reportJournal(journal, {
    of: `connection ${connectionId}`,
    after: since,
    isRelevant: ({ data }) => data.connectionId === undefined || data.connectionId === connectionId,
  });
}
