import type { Target } from "../connections/connection.ts";
import { type DeliverDependencies, deliver } from "./deliver.ts";
import { type Delivery, deliveryId } from "./delivery.ts";
import type { ProcessedEvents } from "./ports.ts";

export interface SendDependencies extends DeliverDependencies {
  readonly processedEvents: Pick<ProcessedEvents, "claim" | "release" | "finish">;
  /** Puts a delivery into the dead-letter queue, from where it can be redriven. */
  readonly abandon: (delivery: Delivery) => Promise<void>;
}

/**
 * Makes a delivery that waited in the queue, once: queues and half-done fan-outs bring some of them twice, also at the same
 * time. Throws while another invocation makes it, which may die of it.
 */
export async function send(delivery: Delivery, ports: SendDependencies): Promise<void> {
  const id = deliveryId(delivery);
  const claim = await ports.processedEvents.claim(id);
  if (claim === "done") return;
  if (claim === "taken") throw new Error("Another invocation makes this delivery.");
  try {
    const givenUp = await deliver(delivery, ports);
    if (givenUp.length > 0) await giveUp(delivery, givenUp, ports);
  } catch (error) {
    await release(id, ports);
    throw error;
  }
  await ports.processedEvents.finish(id);
}

/** Failing that, the claim ends by itself, before the queue brings the delivery again. */
async function release(id: string, { processedEvents, log }: SendDependencies): Promise<void> {
  await processedEvents.release(id).catch((error) => {
    log.warn("The claim of a delivery could not be released", { error });
  });
}

/**
 * Closes what takes nothing any more: the client connects again and asks for what it missed, which is better than a
 * connection that looks open and has a hole in it. The delivery waits for an operator to look at it.
 */
async function giveUp(delivery: Delivery, targets: readonly Target[], ports: SendDependencies): Promise<void> {
  const { abandon, closing, metrics, log } = ports;
  metrics.count("AbandonedDeliveries", targets.length);
  log.error("Delivery abandoned", { messageId: delivery.message.id, targets: targets.length });
  await abandon({ ...delivery, targets, attempt: 0, round: delivery.round + 1 });
  for (const { connectionId } of targets)
    await closing.ask(connectionId, "too_slow").catch((error) => {
      log.warn("A slow connection could not be closed", { connectionId, error });
    });
}
