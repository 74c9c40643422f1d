import { sendUserPushNotificationEvent } from "@portcullis/contract";
import { pushHandler } from "../aws/push-queue.ts";
import { notifyUser } from "../core/publish.ts";

export const handler = pushHandler(sendUserPushNotificationEvent.payload, notifyUser);
