import { entityStreamEvent } from "@portcullis/contract";
import { createEntityReader } from "../../aws/dynamodb/entities.ts";
import { createStreams } from "../../aws/dynamodb/streams.ts";
import { createSubscribers } from "../../aws/dynamodb/subscribers.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { groupedQueueHandler } from "../../aws/lambda/grouped-queue.ts";
import { eventOf } from "../../aws/lambda/queue-handler.ts";
import { hasTimeOf } from "../../aws/lambda/time.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { keepStream, pushStream } from "../../core/streams/push-stream.ts";
import * as env from "../../env.ts";

/** Time that a stream may take at a time: others wait for the same functions, and their readers watch. */
const TURN_MS = 2_000;

const table = openTable(env.tableName());
const events = createQueue(env.queueUrl());
const ports = {
  ...openDeliverDependencies(table),
  subscribers: createSubscribers(table),
  entities: createEntityReader(table, { entitySeconds: env.entitySeconds(), now: Date.now }),
  streams: createStreams(table, { historySeconds: env.historyMinutes() * 60, now: Date.now }),
};

/** Keeps pieces of streams and pushes them, those of one stream that came together as one. */
export const handler = groupedQueueHandler(eventOf("Entity Stream", entityStreamEvent.payload), {
  begin: (event) => keepStream(event, ports),
  groupOf: ({ detail: { tenant, entityId, streamId } }) => JSON.stringify([tenant, entityId, streamId]),
  finish: async (event, { body, context }) => {
    const hasTime = hasTimeOf(context, TURN_MS);
    if ((await pushStream(event, { ...ports, hasTime })) === "unfinished") await events.send([body]);
  },
});
