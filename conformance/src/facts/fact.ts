/** The source of a fact: documented by AWS, observed on AWS by others, inferred, undocumented. */
export type Mark = "D" | "O" | "I" | "U" | `${"D" | "O" | "I" | "U"}/${"D" | "O" | "I" | "U"}`;

export type FactId = `${number}/${string}` | `${number}.${number}/${string}`;

/** One thing that API Gateway does. It is tried by each case of this suite whose title ends with its id in brackets. */
export interface Fact {
  /** The section of the specification, and a name in it. */
  readonly id: FactId;
  readonly mark: Mark;
  /** API Gateway's behaviour, or a word that nobody knows it. */
  readonly fact: string;
}

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}
