import { isLive, mayStillBeOpening, type Target } from "./connection.ts";
import type { Delivery } from "./delivery.ts";
import type { Log } from "./log.ts";
import type { Connections, Deliveries, PostOutcome, Sockets } from "./ports.ts";

export interface DeliverPorts {
  readonly connections: Pick<Connections, "remove">;
  readonly sockets: Sockets;
  readonly deliveries: Deliveries;
  readonly now: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
}

/** Each holds a socket to API Gateway and waits some milliseconds. */
const POSTS_AT_ONCE = 50;

/** Before each further attempt. The last ones outlast a restart of the service on the other side. */
const RETRY_DELAYS_SECONDS = [1, 5, 30, 120];

/**
 * Posts to each target once. One that fails holds up nobody: it alone waits for another attempt, and after the last
 * one goes to the dead-letter queue.
 */
export async function deliver(delivery: Delivery, ports: DeliverPorts): Promise<void> {
  const text = JSON.stringify(delivery.message);
  const outcomes = await mapBounded(delivery.targets, POSTS_AT_ONCE, (target) => push(target, text, ports));
  const failed = delivery.targets.filter((_, index) => outcomes[index] === "failed");
  ports.log.info("Delivered", { messageId: delivery.message.id, attempt: delivery.attempt, ...countOf(outcomes) });
  if (failed.length > 0) await retryLater({ ...delivery, targets: failed }, ports);
}

async function retryLater(delivery: Delivery, { deliveries, random, log }: DeliverPorts): Promise<void> {
  const delaySeconds = RETRY_DELAYS_SECONDS[delivery.attempt];
  if (delaySeconds !== undefined) {
    const jittered = Math.ceil(delaySeconds * (0.5 + random() / 2));
    return deliveries.enqueue({ ...delivery, attempt: delivery.attempt + 1 }, jittered);
  }
  log.error("Delivery abandoned", { messageId: delivery.message.id, targets: delivery.targets.length });
  // From the first attempt again when it is redriven.
  return deliveries.abandon({ ...delivery, attempt: 0 });
}

type Outcome = PostOutcome | "expired";

async function push(target: Target, text: string, ports: DeliverPorts): Promise<Outcome> {
  if (!isLive(target, ports.now())) {
    await forget(target, ports);
    return "expired";
  }
  const outcome = await ports.sockets.post(target.connectionId, text);
  if (outcome !== "gone") return outcome;
  if (mayStillBeOpening(target, ports.now())) return "failed";
  await forget(target, ports);
  return "gone";
}

/** What cannot be removed now is found again by the next push, or by TTL: no reason to fail this one. */
async function forget({ connectionId }: Target, { connections, log }: DeliverPorts): Promise<void> {
  try {
    await connections.remove(connectionId);
  } catch (error) {
    log.warn("A dead connection could not be removed", { connectionId, error });
  }
}

function countOf(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** `Promise.all` over `items` with at most `limit` tasks under way, results in order. */
async function mapBounded<T, R>(items: readonly T[], limit: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const entries = items.entries();
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await task(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
