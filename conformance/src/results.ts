import type { Fact, FactId, Mark } from "./facts/fact.ts";
import { sections } from "./facts/facts.ts";
import type { Source } from "./facts/sources/source.ts";
import { sources as published } from "./facts/sources.ts";
import type { Outcome, Tried } from "./suite/try-cases.ts";

/**
 * The outcome of a fact. `conforms`: a case was tried and none differs. `differs`: one does. `not-known`: one does, and
 * nobody knows what AWS does there, or it is only inferred (marks U and I). `unsupported`: the target has no means for any of its cases. `untried`:
 * no case tries it from outside.
 */
export type FactOutcome = "conforms" | "differs" | "not-known" | "unsupported" | "untried";

export interface FactResult {
  readonly id: FactId;
  readonly mark: Mark;
  readonly sources: readonly Source[];
  readonly fact: string;
  readonly outcome: FactOutcome;
  readonly cases: readonly { readonly title: string; readonly outcome: Outcome }[];
}

export interface SectionResult {
  readonly title: string;
  readonly facts: readonly FactResult[];
}

/** The outcomes of all facts at one target. The same target gives the same results: they hold no times. */
export interface Results {
  readonly target: string;
  readonly sections: readonly SectionResult[];
}

/** Counts of a section's facts or of all, and the two numbers. */
export interface Numbers {
  readonly facts: number;
  readonly tried: number;
  readonly differ: number;
  readonly unsupported: number;
  /** Tried ones of the grades I and U that are another: whether AWS's is another too, nobody knows. */
  readonly notKnown: number;
  /** 0 to 1: of the tried ones of the grades D and O, those that differ. */
  readonly divergence: number;
  /** 0 to 1: of all, those that were tried. */
  readonly coverage: number;
}

/** Sorts what was tried by the facts that it tries. */
export function resultsOf(target: string, tried: readonly Tried[]): Results {
  const resultOf = ({ id, mark, sources, fact }: Fact): FactResult => {
    const own = tried.filter(({ facts }) => facts.includes(id));
    const cases = own.map(({ chapter, group, title, outcome }) => ({
      title: [chapter, group, title].filter(Boolean).join(" › "),
      outcome,
    }));
    const known = sources.map((source) => published[source]);
    return { id, mark, sources: known, fact, outcome: outcomeOf(mark, own), cases };
  };
  return { target, sections: sections.map(({ title, facts }) => ({ title, facts: facts.map(resultOf) })) };
}

/** Documented by AWS, or observed there. */
const isKnown = (mark: Mark) => /^[DO]/.test(mark);

function outcomeOf(mark: Mark, tried: readonly Tried[]): FactOutcome {
  const has = (result: Outcome["result"]) => tried.some(({ outcome }) => outcome.result === result);
  if (has("differs")) return isKnown(mark) ? "differs" : "not-known";
  if (has("conforms")) return "conforms";
  return has("unsupported") ? "unsupported" : "untried";
}

export function numbersOf(facts: readonly FactResult[]): Numbers {
  const count = (...outcomes: readonly FactOutcome[]) =>
    facts.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const tried = count("conforms", "differs", "not-known");
  const differ = count("differs");
  const known = count("differs") + facts.filter(({ mark, outcome }) => isKnown(mark) && outcome === "conforms").length;
  return {
    facts: facts.length,
    tried,
    differ,
    unsupported: count("unsupported"),
    notKnown: count("not-known"),
    divergence: known === 0 ? 0 : differ / known,
    coverage: facts.length === 0 ? 0 : tried / facts.length,
  };
}

export const allFacts = ({ sections: own }: Results): readonly FactResult[] => own.flatMap(({ facts }) => facts);
