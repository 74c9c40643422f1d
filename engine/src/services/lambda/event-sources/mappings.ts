import { formatLocation, messageOf, ServiceError } from "../../../kernel/errors.ts";
import { parseArn } from "../../../languages/arn.ts";
import type { Bookmark, EventSource } from "../../contract/event-source.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Functions, ResolvedFunction } from "../functions/functions.ts";
import { type MappingResource, MappingShelf } from "./mapping-shelf.ts";
import { POLLERS } from "./pollers.ts";

/** One event source mapping, polling or not. */
export interface Mapping {
  readonly resource: MappingResource;
  readonly resolved: ResolvedFunction;
  enabled: boolean;
  /** Opened once: a stream is read on from where it was left, however often the mapping is switched off and on. */
  source: EventSource | undefined;
  poller: Disposable | undefined;
}

/** The stack's event source mappings. */
export class Mappings implements Disposable {
  readonly #context: ServiceContext;
  readonly #byId = new Map<string, Mapping>();
  readonly #shelf: MappingShelf;

  constructor(context: ServiceContext, functions: Functions, resources: readonly MappingResource[]) {
    this.#context = context;
    this.#shelf = new MappingShelf(context.kept);
    this.#shelf.retire(resources);
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

  /** Resolves once every source would notice a new record. */
  async start(): Promise<void> {
    const enabled = this.all.filter((mapping) => mapping.enabled);
    for (const mapping of enabled) this.#startPoller(mapping);
    // A source that cannot be opened is told of by its poller, again and again.
    await Promise.allSettled(enabled.map(({ source }) => source?.opened));
  }

  setEnabled(mapping: Mapping, enabled: boolean): void {
    if (mapping.enabled === enabled) return;
    mapping.enabled = enabled;
    this.#shelf.setEnabled(mapping.resource.physicalId, enabled);
    if (enabled) this.#startPoller(mapping);
    else stop(mapping);
  }

  [Symbol.dispose]() {
    for (const mapping of this.all) stop(mapping);
  }

  #add(resource: MappingResource, functions: Functions): void {
    // Its place in the stream stays when its function is missing for once.
    const enabled = this.#shelf.deploy(resource);
    try {
      const resolved = functions.find(resource.properties.FunctionName);
      this.#byId.set(resource.physicalId, {
        resource,
        resolved,
        enabled,
        source: undefined,
        poller: undefined,
      });
    } catch (error) {
      this.#warn(resource, messageOf(error));
    }
  }

  /** A source that cannot be read is told, and the other mappings go on. */
  #startPoller(mapping: Mapping): void {
    const { EventSourceArn = "", StartingPosition } = mapping.resource.properties;
    const start = POLLERS[parseArn(EventSourceArn)?.service ?? ""];
    if (start?.needsPosition && !StartingPosition)
      this.#warn(mapping.resource, `${mapping.resource.logicalId} has no StartingPosition, which AWS requires.`);
    try {
      if (!start) throw new Error(`Sources like ${EventSourceArn || "this"} are not polled here.`);
      mapping.source ??= this.#context.targets.source(EventSourceArn, StartingPosition, this.#bookmarkOf(mapping));
      mapping.poller = start.poll({ ...mapping, source: mapping.source, sourceArn: EventSourceArn }, this.#context);
    } catch (error) {
      this.#warn(mapping.resource, messageOf(error));
    }
  }

  /** Its bookmark; none without a data folder: streams then go with the engine, or belong to a store of the user's. */
  #bookmarkOf({ resource }: Mapping): Bookmark | undefined {
    const isKept = this.#context.settings.dataDir !== undefined;
    return isKept ? this.#shelf.bookmark(resource.physicalId) : undefined;
  }

  #warn({ logicalId, location }: MappingResource, message: string): void {
    this.#context.journal.record("lambda", "warning", { logicalId, message, location: formatLocation(location) });
  }
}

function stop(mapping: Mapping): void {
  mapping.poller?.[Symbol.dispose]();
  mapping.poller = undefined;
}
