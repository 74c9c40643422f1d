import type { SourceId } from "./sources.ts";

/** The place of a fact: where it was published, and when it was recorded. */
export interface Provenance {
  readonly source: SourceId;
  /** The test, thread or section in it. */
  readonly place: string;
  /** Day of the recording; of a page, the day on which it was read: `2026-03-23`. */
  readonly date: string;
}

/** One answer of AWS that others recorded, or that AWS's documentation gives as an example. */
export interface RecordedFact extends Provenance {
  readonly id: `${string}/${string}`;
  /** The engine's answer where it is another one: the test shows that it still is. */
  readonly differs?: string;
  /** The same answer as another source has it, which does not agree. */
  readonly disagrees?: Provenance & { readonly says: string };
}

/** Recorded answers that nobody tried on the engine, and the reason. */
export interface Untried extends Provenance {
  readonly count: number;
  readonly reason: string;
}

/** The recorded facts about one service. */
export interface FactTable<F extends RecordedFact = RecordedFact> {
  readonly service: string;
  readonly subject: string;
  readonly facts: readonly F[];
  readonly untried?: readonly Untried[];
}

type Row<F> = Omit<F, keyof Provenance>;

/** Facts of one place. */
export const from = <F extends RecordedFact>(
  source: SourceId,
  place: string,
  date: string,
  rows: readonly Row<F>[],
): readonly F[] => rows.map((row) => ({ ...row, source, place, date }) as unknown as F);
