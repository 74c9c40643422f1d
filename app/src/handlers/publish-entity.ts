import { entityUpdatedEvent } from "@portcullis/contract";
import { pushHandler } from "../aws/push-queue.ts";
import { publishEntity } from "../core/publish.ts";

export const handler = pushHandler(entityUpdatedEvent.payload, publishEntity);
