import type { Kept, Shelf } from "../../../kernel/kept.ts";
import type { StackResource } from "../../../template/model.ts";
import type { Bookmark } from "../../contract/event-source.ts";
import type { EventSourceMappingProperties } from "../resource-types.ts";

export type MappingResource = StackResource<EventSourceMappingProperties>;

interface MappingRecord {
  readonly sourceArn: string | undefined;
  /** `Enabled` in the template when the mapping was deployed last. */
  readonly declaredEnabled: boolean;
  readonly enabled: boolean;
  readonly progress?: object;
}

/** The part of event source mappings that outlives the engine: whether they are on, and how far they have come. */
export class MappingShelf {
  readonly #shelf: Shelf<MappingRecord>;
  readonly #records: Map<string, MappingRecord>;

  constructor(kept: Kept) {
    this.#shelf = kept.shelf("lambda/event-source-mappings");
    this.#records = new Map(this.#shelf.entries());
  }

  /** Another source makes it another mapping. What a call has switched stays until the template says something else. */
  deploy({ physicalId, properties }: MappingResource): boolean {
    const { EventSourceArn: sourceArn, Enabled: declaredEnabled } = properties;
    const found = this.#records.get(physicalId);
    const before = found?.sourceArn === sourceArn ? found : undefined;
    const enabled = before?.declaredEnabled === declaredEnabled ? before.enabled : declaredEnabled;
    this.#put(physicalId, { ...before, sourceArn, declaredEnabled, enabled });
    return enabled;
  }

  /** Forgets those that the template no longer has. */
  retire(resources: readonly MappingResource[]): void {
    const ids = new Set(resources.map(({ physicalId }) => physicalId));
    for (const id of [...this.#records.keys()].filter((known) => !ids.has(known))) {
      this.#records.delete(id);
      this.#shelf.delete(id);
    }
  }

  setEnabled(id: string, enabled: boolean): void {
    this.#change(id, { enabled });
  }

  bookmark(id: string): Bookmark {
    const records = this.#records;
    return {
      get progress() {
        return records.get(id)?.progress;
      },
      note: (progress) => this.#change(id, { progress }),
    };
  }

  #change(id: string, members: Partial<MappingRecord>): void {
    const record = this.#records.get(id);
    if (record) this.#put(id, { ...record, ...members });
  }

  #put(id: string, record: MappingRecord): void {
    this.#records.set(id, record);
    this.#shelf.put(id, record);
  }
}
