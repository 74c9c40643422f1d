/** The source of a fact: documented by AWS, observed on AWS by others, inferred, undocumented. */
export type Mark = "D" | "O" | "I" | "U" | `${"D" | "O" | "I" | "U"}/${"D" | "O" | "I" | "U"}`;

export type FactId = `${number}/${string}` | `${number}.${number}/${string}`;

/**
 * One thing that API Gateway does, or a service whose events reach it. It is proven by each test of this suite whose title ends with its id in brackets,
 * and by the tests of other suites that are named here.
 */
export interface Fact {
  /** The section of the specification, and a name in it. */
  readonly id: FactId;
  readonly mark: Mark;
  /** API Gateway's behaviour, or a word that nobody knows it. */
  readonly fact: string;
  /** The engine's behaviour, where it is not plainly the same. */
  readonly here?: string;
  /** `{file below engine/test/services/api-gateway/websocket}: {title}`; a file that begins with / is below engine/test. */
  readonly tests?: readonly `${string}.test.ts: ${string}`[];
  /** The reason for which there is nothing to be the same. */
  readonly notApplicable?: string;
  /** The engine's mistake. */
  readonly open?: string;
}

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}
