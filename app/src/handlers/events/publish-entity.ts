import { entitiesUpdatedEvent, entityUpdatedEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { createEntities } from "../../aws/dynamodb/entities.ts";
import { createProcessedEvents } from "../../aws/dynamodb/processed-events.ts";
import { createSubscribers } from "../../aws/dynamodb/subscribers.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { eventOf, queueHandler } from "../../aws/lambda/queue-handler.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { publishEntities, publishEntity } from "../../core/push/publish.ts";
import * as env from "../../env.ts";

const table = openTable(env.tableName());
const events = createQueue(env.queueUrl());
const ports = {
  ...openDeliverDependencies(table),
  subscribers: createSubscribers(table),
  entities: createEntities(table, {
    historySeconds: env.historyMinutes() * 60,
    entitySeconds: env.entitySeconds(),
    now: Date.now,
  }),
  processedEvents: createProcessedEvents(table, Date.now),
};

const schema = z.discriminatedUnion("detail-type", [
  eventOf("Entity Updated", entityUpdatedEvent.payload),
  eventOf("Entities Updated", entitiesUpdatedEvent.payload),
]);

/** Pushes updates to those who subscribed. An event that takes longer than its turn comes again for the next. */
export const handler = queueHandler(schema, async (event, { body, traceparent, hasTime }) => {
  const turn = { ...ports, hasTime };
  const outcome = await (event["detail-type"] === "Entity Updated"
    ? publishEntity({ ...event, traceparent }, turn)
    : publishEntities({ ...event, traceparent }, turn));
  if (outcome === "unfinished") await events.send([body]);
});
