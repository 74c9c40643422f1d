import type { Kept, Shelf } from "../../../kernel/kept.ts";
import { compileRule, type Rule, type RuleDescription, type TemplateRule } from "./rule.ts";
import type { RuleTarget } from "./target.ts";

export interface BusRecord {
  readonly createdAt: number;
  readonly description?: string | undefined;
}

interface RuleRecord {
  readonly description: RuleDescription;
  readonly targets: readonly RuleTarget[];
  readonly fromTemplate?: TemplateRule | undefined;
}

const keyOf = ({ busName, name }: Pick<RuleDescription, "busName" | "name">) => `${busName}/${name}`;

/** Buses and rules as they outlive the engine. */
export class BusShelves {
  readonly #buses: Shelf<BusRecord>;
  readonly #rules: Shelf<RuleRecord>;

  constructor(kept: Kept) {
    this.#buses = kept.shelf("events/buses");
    this.#rules = kept.shelf("events/rules");
  }

  /** The buses of earlier runs, by name. */
  buses(): readonly (readonly [name: string, BusRecord])[] {
    return this.#buses.entries();
  }

  rules(): readonly Rule[] {
    return this.#rules.entries().map(([, { description, targets, fromTemplate }]) => ({
      ...compileRule(description, new Map(targets.map((target) => [target.Id, target]))),
      fromTemplate,
    }));
  }

  keepBus(name: string, record: BusRecord): void {
    this.#buses.put(name, record);
  }

  forgetBus(name: string): void {
    this.#buses.delete(name);
  }

  keepRule({ targets, fromTemplate, matches: _, schedule: _schedule, ...description }: Rule): void {
    this.#rules.put(keyOf(description), { description, targets: [...targets.values()], fromTemplate });
  }

  forgetRule(rule: Rule): void {
    this.#rules.delete(keyOf(rule));
  }
}
