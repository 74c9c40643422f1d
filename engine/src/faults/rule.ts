import { createSeededChance } from "../kernel/random.ts";
import { ANY_RUN, compileWildcard, literalPlaces } from "../languages/wildcard.ts";
import type { Fault, FaultFacts, FaultMoment } from "../services/contract/faults.ts";
import type { FaultDefinition } from "./definition.ts";
import { MOMENTS, momentsOf, type ScopeKey } from "./kinds.ts";

/** Other names of what a service names: the logical id of a function, for example. */
export type OtherNames = (key: ScopeKey, name: string) => readonly string[];

/** A definition, ready to be asked at a moment. */
export interface FaultRule {
  readonly definition: FaultDefinition;
  readonly moments: readonly FaultMoment[];
  readonly fault: Fault;
  /** Tells whether it is meant for this occasion, and whether chance lets it strike. */
  strikes(moment: FaultMoment, facts: FaultFacts): boolean;
}

export function compileRule(definition: FaultDefinition, seed: number, otherNames: OtherNames): FaultRule {
  const { kind, at, rate = 1, ms, status, message } = definition;
  const keys = Object.keys(definition).filter((key) => key !== "kind");
  const moments = momentsOf(kind, keys, at);
  const conditions = conditionsOf(definition, otherNames);
  const chance = createSeededChance(seed);
  return {
    definition,
    moments,
    fault: { kind, ...(ms !== undefined && { ms }), ...(status && { status }), ...(message && { message }) },
    strikes: (moment, facts) =>
      moments.includes(moment) && conditions.every((holds) => holds(facts)) && (rate === 1 || chance() < rate),
  };
}

const SCOPE_KEYS = [...new Set(Object.values(MOMENTS).flat())];

function conditionsOf(definition: FaultDefinition, otherNames: OtherNames): ((facts: FaultFacts) => boolean)[] {
  return SCOPE_KEYS.flatMap((key) => {
    const wanted = definition[key];
    if (wanted === undefined) return [];
    const matches = compileWildcard(wanted.split("*").flatMap((part, index) => placesOf(part, index > 0)));
    return [
      (facts: FaultFacts) => {
        const name = facts[key];
        return name !== undefined && [name, ...otherNames(key, name)].some(matches);
      },
    ];
  });
}

const placesOf = (part: string, follows: boolean) => [...(follows ? [ANY_RUN] : []), ...literalPlaces(part)];
