import { messageOf } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import type { EventSource } from "../../contract/event-source.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { calledAs, type ResolvedFunction } from "../functions/functions.ts";
import type { EventSourceMappingProperties } from "../resource-types.ts";
import { withinBatch } from "./batch-trace.ts";
import { compileFilter } from "./filter.ts";
import { QueuePoller } from "./queue-poller.ts";
import { StreamPoller, type StreamPollerOptions } from "./stream-poller.ts";
import { discardMessage } from "./stream-record.ts";

/** A mapping whose source is open. */
export interface OpenMapping {
  readonly resource: { readonly properties: EventSourceMappingProperties };
  readonly resolved: ResolvedFunction;
  readonly source: EventSource;
  readonly sourceArn: string;
}

interface PollerKind {
  readonly poll: (mapping: OpenMapping, context: ServiceContext) => Disposable;
  /** True when AWS wants to be told where to begin. */
  readonly needsPosition: boolean;
}

/** Lambda starts with five pollers for a queue. .../dg/services-sqs-scaling.html */
const DEFAULT_QUEUE_CONCURRENCY = 5;

export const DEFAULT_QUEUE_BATCH_SIZE = 10;

export const DEFAULT_STREAM_BATCH_SIZE = 100;

/** 24 h: what is older has left the stream. .../amazondynamodb/latest/developerguide/Streams.html */
const STREAM_RETENTION_S = 86_400;

/** The options of every poller. */
function common({ resource, resolved, source, sourceArn }: OpenMapping, { clock, random, tracer }: ServiceContext) {
  const { properties } = resource;
  return {
    source,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    reportsItemFailures: properties.FunctionResponseTypes.includes("ReportBatchItemFailures"),
    filter: compileFilter(properties.FilterCriteria),
    clock,
    within: withinBatch(tracer),
    invoke: (payload: string) => resolved.target.invoke({ requestId: uuid(random), payload, ...calledAs(resolved) }),
    record: (type: string, data: Record<string, unknown>) =>
      resolved.target.record(type, { eventSourceArn: sourceArn, ...data }),
  };
}

function startQueuePoller(mapping: OpenMapping, context: ServiceContext): QueuePoller {
  const { BatchSize, ScalingConfig } = mapping.resource.properties;
  return new QueuePoller({
    ...common(mapping, context),
    batchSize: BatchSize ?? DEFAULT_QUEUE_BATCH_SIZE,
    concurrency: ScalingConfig?.MaximumConcurrency ?? DEFAULT_QUEUE_CONCURRENCY,
  });
}

const INFINITE = -1;

/** The limit that a property sets where -1, the default, means that there is none. */
const limitOf = (given: number | undefined, unlimited: number) =>
  given === undefined || given === INFINITE ? unlimited : Math.min(given, unlimited);

function startStreamPoller(mapping: OpenMapping, context: ServiceContext): StreamPoller {
  const { properties } = mapping.resource;
  return new StreamPoller({
    ...common(mapping, context),
    batchSize: properties.BatchSize ?? DEFAULT_STREAM_BATCH_SIZE,
    maxAgeMs: limitOf(properties.MaximumRecordAgeInSeconds, STREAM_RETENTION_S) * 1000,
    retries: {
      maxRetries: limitOf(properties.MaximumRetryAttempts, Number.POSITIVE_INFINITY),
      bisects: properties.BisectBatchOnFunctionError ?? false,
    },
    onDiscard: reportDiscarded(mapping, context),
  });
}

/** Tells the on-failure destination of records that are given up. */
function reportDiscarded(mapping: OpenMapping, context: ServiceContext): StreamPollerOptions["onDiscard"] {
  const { resource, resolved, sourceArn: streamArn } = mapping;
  const destination = resource.properties.DestinationConfig?.OnFailure?.Destination;
  const { arn: functionArn, executedVersion, target } = resolved;
  return async (batch, condition, result) => {
    if (destination === undefined) return;
    const requestId = result?.requestId ?? uuid(context.random);
    const at = context.clock.now();
    const place = { streamArn, functionArn, executedVersion };
    const message = discardMessage({ batch, condition, result, requestId, at, ...place });
    const from = { principal: "lambda.amazonaws.com", sourceArn: target.configuration.arn };
    try {
      await context.targets.deliver(destination, message, from);
    } catch (error) {
      target.record("batch-undeliverable", { destination, message: messageOf(error) });
    }
  };
}

/** Kinds of pollers by the service in the source's ARN. */
export const POLLERS: Readonly<Record<string, PollerKind>> = {
  sqs: { poll: startQueuePoller, needsPosition: false },
  dynamodb: { poll: startStreamPoller, needsPosition: true },
};
