import type { Target } from "../connections/connection.ts";
import { type DeliverDependencies, deliver } from "./deliver.ts";
import { type Delivery, deliveryId } from "./delivery.ts";
import type { ProcessedEvents } from "./ports.ts";

export interface SendDependencies extends DeliverDependencies {
  readonly processedEvents: Pick<ProcessedEvents, "isDone" | "finish">;
  /** Puts a delivery into the dead-letter queue, from where it can be redriven. */
  readonly abandon: (delivery: Delivery) => Promise<void>;
}

/** Makes a delivery that waited in the queue, once: queues and half-done fan-outs bring some of them twice. */
export async function send(delivery: Delivery, ports: SendDependencies): Promise<void> {
  const id = deliveryId(delivery);
  if (await ports.processedEvents.isDone(id)) return;
  const givenUp = await deliver(delivery, ports);
  if (givenUp.length > 0) await giveUp(delivery, givenUp, ports);
  await ports.processedEvents.finish(id);
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
