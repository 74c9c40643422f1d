import { parseArn } from "../../../kernel/arn.ts";
import { formatLocation, messageOf, ServiceError } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import type { StackResource } from "../../../template/model.ts";
import type { ServiceContext } from "../../service.ts";
import type { Functions, ResolvedFunction } from "../functions.ts";
import type { EventSourceMappingProperties } from "../resources.ts";
import { compileFilter } from "./filter.ts";
import { QueuePoller } from "./queue-poller.ts";

export type MappingResource = StackResource<EventSourceMappingProperties>;

/** One event source mapping, polling or not. */
export interface Mapping {
  readonly resource: MappingResource;
  readonly resolved: ResolvedFunction;
  enabled: boolean;
  poller: Disposable | undefined;
}

/** Lambda starts with five pollers for a queue. .../dg/services-sqs-scaling.html */
const DEFAULT_CONCURRENCY = 5;

const DEFAULT_QUEUE_BATCH_SIZE = 10;

type StartPoller = (mapping: Mapping, sourceArn: string, context: ServiceContext) => Disposable;

/** By the service in the source's ARN. */
const POLLERS: Readonly<Record<string, StartPoller>> = { sqs: startQueuePoller };

function startQueuePoller({ resource, resolved }: Mapping, sourceArn: string, context: ServiceContext): QueuePoller {
  const { properties } = resource;
  const { clock, random, targets } = context;
  return new QueuePoller({
    source: targets.source(sourceArn),
    batchSize: properties.BatchSize ?? DEFAULT_QUEUE_BATCH_SIZE,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    concurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
    reportsItemFailures: properties.FunctionResponseTypes.includes("ReportBatchItemFailures"),
    filter: compileFilter(properties.FilterCriteria),
    clock,
    invoke: (payload) => resolved.target.invoke({ requestId: uuid(random), payload, invokedFunctionArn: resolved.arn }),
    record: (type, data) => resolved.target.record(type, { eventSourceArn: sourceArn, ...data }),
  });
}

/** The stack's event source mappings. */
export class Mappings implements Disposable {
  readonly #context: ServiceContext;
  readonly #byId = new Map<string, Mapping>();

  constructor(context: ServiceContext, functions: Functions, resources: readonly MappingResource[]) {
    this.#context = context;
    for (const resource of resources) this.#add(resource, functions);
  }

  get all(): readonly Mapping[] {
    return [...this.#byId.values()];
  }

  find(id: string): Mapping {
    const mapping = this.#byId.get(id);
    if (mapping) return mapping;
    throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", {
      status: 404,
      members: { Type: "User" },
    });
  }

  start(): void {
    for (const mapping of this.all) if (mapping.enabled) this.#startPoller(mapping);
  }

  setEnabled(mapping: Mapping, enabled: boolean): void {
    if (mapping.enabled === enabled) return;
    mapping.enabled = enabled;
    if (enabled) this.#startPoller(mapping);
    else stop(mapping);
  }

  [Symbol.dispose]() {
    for (const mapping of this.all) stop(mapping);
  }

  #add(resource: MappingResource, functions: Functions): void {
    const { FunctionName, Enabled } = resource.properties;
    try {
      const resolved = functions.find(FunctionName);
      this.#byId.set(resource.physicalId, { resource, resolved, enabled: Enabled, poller: undefined });
    } catch (error) {
      this.#warn(resource, messageOf(error));
    }
  }

  /** A source that cannot be read is told, and the other mappings go on. */
  #startPoller(mapping: Mapping): void {
    const { EventSourceArn = "" } = mapping.resource.properties;
    const start = POLLERS[parseArn(EventSourceArn)?.service ?? ""];
    try {
      if (!start) throw new Error(`Sources like ${EventSourceArn || "this"} are not polled here.`);
      mapping.poller = start(mapping, EventSourceArn, this.#context);
    } catch (error) {
      this.#warn(mapping.resource, messageOf(error));
    }
  }

  #warn({ logicalId, location }: MappingResource, message: string): void {
    this.#context.journal.record("lambda", "warning", { logicalId, message, location: formatLocation(location) });
  }
}

function stop(mapping: Mapping): void {
  mapping.poller?.[Symbol.dispose]();
  mapping.poller = undefined;
}
