import type { SourceId } from "./sources.ts";

/** The grade of a fact: documented by AWS, observed on AWS by others, inferred, undocumented. */
export type Mark = "D" | "O" | "I" | "U" | `${"D" | "O" | "I" | "U"}/${"D" | "O" | "I" | "U"}`;

export type FactId = `${number}/${string}` | `${number}.${number}/${string}`;

/** One thing that API Gateway does. It is tried by each case of this suite whose title ends with its id in brackets. */
export interface Fact {
  /** The section of the specification, and a name in it. */
  readonly id: FactId;
  readonly mark: Mark;
  /** All that says so. Nothing does where the mark is U, and a fact that is inferred may have none. */
  readonly sources: readonly SourceId[];
  /** API Gateway's behaviour, or a word that nobody knows it. */
  readonly fact: string;
}

export interface Section {
  readonly title: string;
  /** The month in which it was last held against AWS's documentation. */
  readonly compared: `${number}-${number}`;
  readonly facts: readonly Fact[];
}
