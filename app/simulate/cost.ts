import { TARGETS_PER_DELIVERY } from "../src/core/push/delivery.ts";
import type { Assumptions } from "./assumptions.ts";
import { PRICES, QUOTAS } from "./constants.ts";
import type { Model } from "./model.ts";

/** Dollars a month. */
export type Bill = Readonly<Record<string, number>>;

/** Resources that are there whether anybody connects or not, as the template has it. */
const ALARM_METRICS = 40;
const CUSTOM_METRICS = 30;

/** Bytes that a function logs for each invocation: its own line or two, and Lambda's. */
const LOG_BYTES_PER_INVOCATION = 1_000;
/** An id, a time or two, and what else is around a connection in a delivery. */
const TARGET_BYTES = 110;
const SQS_STEP_BYTES = 64 * 1024;
const SQS_BATCH = 10;

const steps = (bytes: number, step: number) => Math.ceil(bytes / step);

export function billOf(given: Assumptions, model: Model): Bill {
  const { steady, secondsPerMonth, connectionMinutesPerMonth } = model;
  const month = (perSecond: number) => perSecond * secondsPerMonth;
  return {
    "API messages": messageCost(month(messagesPerSecond(given, model))),
    "API connection minutes": connectionMinutesPerMonth * PRICES.connectionMinute.value,
    "Lambda requests": month(steady.invocations) * PRICES.lambdaRequest.value,
    "Lambda duration": month(steady.gbSeconds) * PRICES.lambdaGbSecond.value,
    "DynamoDB writes": month(steady.writeUnits) * PRICES.writeUnit.value,
    "DynamoDB reads": month(steady.readUnits) * PRICES.readUnit.value,
    SQS: month(queueRequestsPerSecond(given, model)) * PRICES.sqsRequest.value,
    EventBridge: month(eventsPerSecond(given, model)) * PRICES.event.value,
    "Data to clients": (month(bytesOutPerSecond(given, model)) / 1e9) * PRICES.gbOut.value,
    Logs: ((month(steady.invocations) * LOG_BYTES_PER_INVOCATION) / 1e9) * PRICES.logGb.value,
    "Secret, metrics, alarms and dashboard":
      PRICES.secretMonth.value +
      CUSTOM_METRICS * PRICES.metricMonth.value +
      ALARM_METRICS * PRICES.alarmMetricMonth.value +
      PRICES.dashboardMonth.value,
  };
}

export const totalOf = (bill: Bill) => Object.values(bill).reduce((sum, cost) => sum + cost, 0);

/**
 * The same connections and messages elsewhere: without functions, table and queues, and without what they do (order,
 * history, retries). There what a client asks is counted and its answer is not; IoT Core does not count heartbeats.
 */
export function alternativesOf(given: Assumptions, model: Model): Readonly<Record<string, number>> {
  const { rates, secondsPerMonth, connectionMinutesPerMonth: minutes } = model;
  const perMessage = steps(given["message-bytes"], QUOTAS.competitorStepBytes.value);
  const published = (rates.publish + rates.piece + rates.change + rates.notify + rates.post) * perMessage;
  const asked = rates.subscribe + rates.stateAsk + rates.inboxAsk;
  const messages = (rates.connect + asked + published) * secondsPerMonth;
  const pings = rates.ping * secondsPerMonth;
  return {
    "AppSync Events":
      (messages + pings) * PRICES.appSyncOperation.value + minutes * PRICES.appSyncConnectionMinute.value,
    "IoT Core": messages * PRICES.iotMessage.value + minutes * PRICES.iotConnectionMinute.value,
  };
}

/** Counts messages as API Gateway does, in both directions. Each message of a client is answered. */
export function messagesPerSecond(given: Assumptions, { rates }: Pick<Model, "rates">): number {
  return 2 * askedPerSecond(rates) + rates.post * steps(given["message-bytes"], QUOTAS.messageStepBytes.value);
}

/** Counts messages of clients, each of which is answered. */
const askedPerSecond = ({ subscribe, refresh, ping, stateAsk, inboxAsk }: Model["rates"]) =>
  subscribe + refresh + ping + stateAsk + inboxAsk;

function messageCost(messages: number): number {
  const atFullPrice = Math.min(messages, QUOTAS.bulkMessages.value);
  return atFullPrice * PRICES.message.value + (messages - atFullPrice) * PRICES.messageInBulk.value;
}

/** Counts requests to queues: a message is received and deleted alone; deliveries are sent ten at a time. */
function queueRequestsPerSecond(given: Assumptions, { rates }: Model): number {
  const event = steps(given["message-bytes"], SQS_STEP_BYTES);
  const deliveryBytes = given["message-bytes"] + TARGETS_PER_DELIVERY * TARGET_BYTES;
  const sent = steps(SQS_BATCH * deliveryBytes, SQS_STEP_BYTES) / SQS_BATCH;
  const received = steps(deliveryBytes, SQS_STEP_BYTES);
  return (
    (rates.publish + rates.change + rates.notify) * (2 * event + 1) +
    rates.piece * 3 +
    rates.deliver * (sent + received + 1)
  );
}

const eventsPerSecond = (given: Assumptions, { rates }: Model) =>
  (rates.publish + rates.change + rates.notify) * steps(given["message-bytes"], SQS_STEP_BYTES) + rates.piece;

const ANSWER_BYTES = 100;

const bytesOutPerSecond = (given: Assumptions, { rates }: Model) =>
  rates.post * given["message-bytes"] + askedPerSecond(rates) * ANSWER_BYTES;
