import { entityStateEvent, entityStreamEvent } from "@portcullis/contract";
import * as z from "zod/mini";
import { createEntityReader } from "../../aws/dynamodb/entities.ts";
import { createStates } from "../../aws/dynamodb/state/states.ts";
import { createStreams } from "../../aws/dynamodb/streams.ts";
import { createSubscribers } from "../../aws/dynamodb/subscribers.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { openDeliverDependencies } from "../../aws/lambda/deliver-dependencies.ts";
import { groupedQueueHandler } from "../../aws/lambda/grouped-queue.ts";
import { eventOf } from "../../aws/lambda/queue-handler.ts";
import { hasTimeOf } from "../../aws/lambda/time.ts";
import { createQueue } from "../../aws/sqs/queue.ts";
import { keepState } from "../../core/state/keep-state.ts";
import { pushState } from "../../core/state/push-state.ts";
import { keepStream, pushStream } from "../../core/streams/push-stream.ts";
import * as env from "../../env.ts";

/** Time that a stream may take at a time: others wait for the same functions, and their readers watch. */
const TURN_MS = 2_000;

const table = openTable(env.tableName());
const events = createQueue(env.queueUrl());
const life = { entitySeconds: env.entitySeconds(), now: Date.now };
const ports = {
  ...openDeliverDependencies(table),
  ...life,
  subscribers: createSubscribers(table),
  entities: createEntityReader(table, life),
  streams: createStreams(table, { historySeconds: env.historyMinutes() * 60, now: Date.now }),
  states: createStates(table, life),
};

const schema = z.discriminatedUnion("detail-type", [
  eventOf("Entity Stream", entityStreamEvent.payload),
  eventOf("Entity State", entityStateEvent.payload),
]);

/** Keeps what is published of streams and states, and pushes it; what came together of one of them goes together. */
export const handler = groupedQueueHandler(schema, {
  begin: async (event, traceparent) => {
    if (event["detail-type"] === "Entity State") return keepState(event, ports);
    await keepStream({ ...event, traceparent }, ports);
    return undefined;
  },
  groupOf: ({ "detail-type": kind, detail: { tenant, entityId, ...of } }) =>
    JSON.stringify([kind, tenant, entityId, "streamId" in of && of.streamId]),
  finish: async (event, { body, begun, traceparent, context }) => {
    if (event["detail-type"] === "Entity State") {
      const changed = begun.filter((one) => one !== undefined);
      return pushState({ ...event, traceparent }, changed, ports);
    }
    const hasTime = hasTimeOf(context, TURN_MS);
    if ((await pushStream({ ...event, traceparent }, { ...ports, hasTime })) === "unfinished")
      await events.send([body]);
  },
});
