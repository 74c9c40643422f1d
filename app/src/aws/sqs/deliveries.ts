import type { Deliveries } from "../../core/push/ports.ts";
import type { Queue } from "./queue.ts";

/** Deliveries wait in a queue of their own, so that a large audience does not hold up other events. */
export function createDeliveries(queue: Queue): Deliveries {
  return {
    enqueue: (deliveries, delaySeconds) =>
      queue.send(
        deliveries.map((delivery) => JSON.stringify(delivery)),
        delaySeconds,
      ),
  };
}
