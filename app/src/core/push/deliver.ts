import { isLive, mayStillBeOpening, type Target } from "../connections/connection.ts";
import type { Closing, Connections, PostOutcome, Sockets } from "../connections/ports.ts";
import { mapBounded } from "../map-bounded.ts";
import type { Log, Metrics } from "../ports.ts";
import { parseTraceparent } from "../trace.ts";
import type { Delivery } from "./delivery.ts";
import { type Pace, POSTS_AT_ONCE } from "./pace.ts";
import type { Deliveries } from "./ports.ts";
import type { Stalls } from "./stalls.ts";

export interface DeliverDependencies {
  readonly connections: Pick<Connections, "find" | "remove">;
  readonly sockets: Pick<Sockets, "post">;
  readonly stalls: Stalls;
  readonly pace: Pace;
  readonly deliveries: Deliveries;
  readonly closing: Closing;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** Delays before each further attempt. The last ones outlast a restart of the service on the other side. */
export const RETRY_DELAYS_SECONDS = [1, 5, 30, 120];

/** A post that fails after less held up nobody. */
const STALLED_AFTER_MS = 1_000;

/** Time in which posts are begun: what is left is handed on, before the function runs out of its own. */
const POSTING_MS = 10_000;

/**
 * Posts to each target once. One that fails holds up nobody: it alone waits for another attempt. To one that has just
 * stalled nothing is posted now; that counts as an attempt, but the last one is always made. Resolves with those for
 * whom this was the last one. What is brought at best effort has one attempt, and nobody is told who missed it. Targets
 * whose turn does not come in time have theirs in another delivery.
 */
export async function deliver(delivery: Delivery, ports: DeliverDependencies): Promise<readonly Target[]> {
  const isLast = delivery.attempt >= RETRY_DELAYS_SECONDS.length;
  const posting = { text: JSON.stringify(delivery.message), isLast, untilMs: ports.now() + POSTING_MS };
  const outcomes = await mapBounded(delivery.targets, POSTS_AT_ONCE, (target) => push(target, posting, ports));
  report(delivery, outcomes, ports);
  const targetsOf = (result: Outcome["result"]) => delivery.targets.filter((_, at) => outcomes[at]?.result === result);
  const left = targetsOf("left");
  if (left.length > 0) await ports.deliveries.enqueue([{ ...delivery, targets: left }], 0);
  if (delivery.isBestEffort) return [];
  const failed = targetsOf("failed");
  const delaySeconds = RETRY_DELAYS_SECONDS[delivery.attempt];
  if (failed.length === 0 || delaySeconds === undefined) return failed;
  const jittered = Math.ceil(delaySeconds * (0.5 + ports.random() / 2));
  await ports.deliveries.enqueue([{ ...delivery, targets: failed, attempt: delivery.attempt + 1 }], jittered);
  return [];
}

/** All posts of one delivery. */
interface Posting {
  readonly text: string;
  readonly isLast: boolean;
  readonly untilMs: number;
}

interface Outcome {
  readonly result: PostOutcome | "expired" | "left";
  readonly atMs: number;
}

async function push(target: Target, posting: Posting, ports: DeliverDependencies): Promise<Outcome> {
  const result = await ports.pace.within(() => pushIfLive(target, posting, ports));
  return { result, atMs: ports.now() };
}

async function pushIfLive(target: Target, posting: Posting, ports: DeliverDependencies): Promise<Outcome["result"]> {
  const { connectionId } = target;
  if (ports.now() > posting.untilMs) return "left";
  if (!isLive(target, ports.now())) {
    const standing = await standingOf(connectionId, ports);
    if (standing === "expired") await closeExpired(connectionId, ports);
    if (standing !== "live") return standing;
  }
  if (!posting.isLast && ports.stalls.has(connectionId)) return "failed";
  const postedAtMs = ports.now();
  const outcome = await post(connectionId, posting.text, ports);
  if (outcome !== "gone") return outcome;
  if (mayStillBeOpening(target, postedAtMs)) return "failed";
  await forget(connectionId, ports);
  return "gone";
}

async function post(
  connectionId: string,
  text: string,
  { sockets, stalls, pace, now }: DeliverDependencies,
): Promise<PostOutcome> {
  const begunAtMs = now();
  const outcome = await sockets.post(connectionId, text);
  pace.learn(outcome, begunAtMs);
  if (outcome === "failed" && now() - begunAtMs >= STALLED_AFTER_MS) stalls.add(connectionId);
  return outcome;
}

/** The index may not know yet that the connection has brought a newer token, or that it is gone. */
async function standingOf(connectionId: string, { connections, now, log }: DeliverDependencies) {
  try {
    const current = await connections.find(connectionId);
    if (!current || current.closing) return "gone";
    return isLive(current, now()) ? "live" : "expired";
  } catch (error) {
    log.warn("An expired connection could not be looked up", { connectionId, error });
    return "failed";
  }
}

async function closeExpired(connectionId: string, ports: DeliverDependencies): Promise<void> {
  await ports.closing.ask(connectionId, "token_expired").catch((error) => {
    ports.log.warn("An expired connection could not be closed", { connectionId, error });
  });
}

/** Removes a dead connection. Failing that, the next push finds it again, or TTL: no reason to fail this one. */
async function forget(connectionId: string, { connections, log }: DeliverDependencies): Promise<void> {
  try {
    await connections.remove(connectionId);
  } catch (error) {
    log.warn("A dead connection could not be removed", { connectionId, error });
  }
}

function report(
  { message, attempt }: Delivery,
  outcomes: readonly Outcome[],
  { metrics, log }: DeliverDependencies,
): void {
  const counts = { delivered: 0, gone: 0, failed: 0, expired: 0, left: 0 };
  for (const { result } of outcomes) counts[result]++;
  // An update of a batch can have a trace of its own.
  const { traceId } = parseTraceparent(message.traceparent) ?? {};
  log.info("Delivered", { messageId: message.id, ...(traceId !== undefined && { traceId }), attempt, ...counts });
  if (counts.delivered > 0) metrics.count("Deliveries", counts.delivered);
  if (counts.gone > 0) metrics.count("GoneConnections", counts.gone);
  if (counts.failed > 0) metrics.count("FailedPosts", counts.failed);
  const sentAtMs = Date.parse(message.sentAt);
  const delivered = outcomes.filter(({ result }) => result === "delivered");
  metrics.durations(
    "FanOutLatency",
    delivered.map(({ atMs }) => Math.max(0, atMs - sentAtMs)),
  );
}
