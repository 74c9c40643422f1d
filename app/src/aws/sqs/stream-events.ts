import { randomUUID } from "node:crypto";
import type { StreamEvents } from "../../core/requests/ports.ts";
import type { Queue } from "./queue.ts";

/**
 * Puts events of streams straight into the queue where the bus puts them, which is sooner there and costs less. `now`:
 * milliseconds since 1970.
 */
export function createStreamEvents(queue: Queue, now: () => number): StreamEvents {
  return {
    publish: (stream, pieces) =>
      queue.send(
        pieces.map((piece) =>
          JSON.stringify({
            "detail-type": "Entity Stream",
            id: randomUUID(),
            time: new Date(now()).toISOString(),
            detail: { ...stream, ...piece },
          }),
        ),
      ),
  };
}
