import { entitiesUpdatedEvent, entityUpdatedEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { createAudience } from "../aws/audience.ts";
import { createDeliverPorts } from "../aws/deliver-ports.ts";
import { createEntities } from "../aws/entities.ts";
import { createLedger } from "../aws/ledger.ts";
import { createQueue } from "../aws/queue.ts";
import { eventOf, queueHandler } from "../aws/queue-handler.ts";
import { openTable } from "../aws/table.ts";
import { publishEntities, publishEntity } from "../core/publish.ts";
import * as env from "../env.ts";

const table = openTable(env.tableName());
const events = createQueue(env.queueUrl());
const ports = {
  ...createDeliverPorts(table),
  audience: createAudience(table),
  entities: createEntities(table, {
    historySeconds: env.historyMinutes() * 60,
    entitySeconds: env.entitySeconds(),
    now: Date.now,
  }),
  ledger: createLedger(table, Date.now),
};

const schema = z.discriminatedUnion("detail-type", [
  eventOf("Entity Updated", entityUpdatedEvent.payload),
  eventOf("Entities Updated", entitiesUpdatedEvent.payload),
]);

/** Pushes updates to those who subscribed. An event that takes longer than its turn comes again for the next. */
export const handler = queueHandler(schema, async (event, { body, hasTime }) => {
  const isOne = event["detail-type"] === "Entity Updated";
  const turn = { ...ports, hasTime };
  const outcome = await (isOne ? publishEntity(event, turn) : publishEntities(event, turn));
  if (outcome === "unfinished") await events.send([body]);
});
