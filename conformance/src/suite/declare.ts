import type { FactId } from "../facts/fact.ts";
import type { Target } from "../targets/target.ts";

/** One thing to try. It rejects with what was seen in place of what was expected, or with `Unsupported`. */
export interface Case {
  readonly group?: string;
  /** The sentence, without the ids of its facts. */
  readonly title: string;
  readonly facts: readonly FactId[];
  /** Others of its group may be tried at the same time. */
  readonly concurrent: boolean;
  readonly run: () => Promise<void>;
}

export interface Chapter {
  readonly title: string;
  readonly casesOf: (target: Target) => readonly Case[];
}

type Declare<Run> = (title: string, run: Run) => void;

/** The words of a test runner, for cases that any runner can try. */
export interface Words {
  readonly describe: Declare<() => void> & { readonly concurrent: Declare<() => void> };
  readonly it: Declare<() => Promise<void>> & {
    readonly concurrent: Declare<() => Promise<void>>;
    /** One case for each row; `%s` in the title is the row's first member, `%j` is all of it as JSON. */
    readonly each: <Row>(
      rows: readonly Row[],
    ) => Declare<(...row: Row extends readonly unknown[] ? Row : [Row]) => Promise<void>>;
  };
}

const FACT = /\s*\[(\d+(?:\.\d+)?\/[a-z0-9-]+)\]/g;

/** Declares cases. The title of each ends with the ids of the facts that it tries: `[1.3/throws]`. */
export function chapter(title: string, declare: (target: Target, words: Words) => void): Chapter {
  return {
    title,
    casesOf(target) {
      const cases: Case[] = [];
      declare(target, wordsInto(cases));
      return cases;
    },
  };
}

function wordsInto(cases: Case[]): Words {
  let group: { readonly title: string; readonly concurrent: boolean } | undefined;
  const inGroup = (concurrent: boolean) => (title: string, declare: () => void) => {
    group = { title, concurrent };
    declare();
    group = undefined;
  };
  const add = (concurrent: boolean) => (title: string, run: () => Promise<void>) => {
    const facts = [...title.matchAll(FACT)].map(([, id]) => id as FactId);
    cases.push({ ...(group && { group: group.title }), title: title.replace(FACT, ""), facts, concurrent, run });
  };
  const inOrder = (title: string, run: () => Promise<void>) => add(group?.concurrent ?? false)(title, run);
  return {
    describe: Object.assign(inGroup(false), { concurrent: inGroup(true) }),
    it: Object.assign(inOrder, {
      concurrent: add(true),
      each:
        <Row>(rows: readonly Row[]): Declare<(...row: Row extends readonly unknown[] ? Row : [Row]) => Promise<void>> =>
        (title, run) => {
          for (const row of rows) {
            const values = (Array.isArray(row) ? row : [row]) as Row extends readonly unknown[] ? Row : [Row];
            inOrder(titleOf(title, values), () => run(...values));
          }
        },
    }),
  };
}

const titleOf = (title: string, values: readonly unknown[]) =>
  title.replace("%s", () => String(values[0])).replace("%j", () => JSON.stringify(values[0]));
