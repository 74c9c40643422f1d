import type { SendUserPushNotificationEvent } from "@portcullis/contract";
import type { Published } from "../../core/push/publish.ts";
import type { Notifications } from "../../core/requests/ports.ts";
import type { Queue } from "./queue.ts";

/**
 * Puts events straight into the queue where the bus puts them: the bus would give each a new id, and one that is sent
 * twice could not be told from two. `now`: milliseconds since 1970.
 */
export function createNotifications(queue: Queue, now: () => number): Notifications {
  return {
    async notify({ tenant, userId }, { id, ...notification }) {
      const event: Published<SendUserPushNotificationEvent> & { readonly "detail-type": string } = {
        "detail-type": "Send User Push Notification",
        id,
        time: new Date(now()).toISOString(),
        detail: { userId, tenant, ...notification },
      };
      await queue.send([JSON.stringify(event)]);
    },
  };
}
