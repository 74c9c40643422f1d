/** How it is known: documented by AWS, observed on AWS by others, inferred, undocumented. */
export type Mark = "D" | "O" | "I" | "U" | `${"D" | "O" | "I" | "U"}/${"D" | "O" | "I" | "U"}`;

export type FactId = `${number}/${string}` | `${number}.${number}/${string}`;

/**
 * One thing that API Gateway does. It is proven by each test of this suite whose title ends with its id in brackets,
 * and by the tests of other suites that are named here.
 */
export interface Fact {
  /** The section of the specification, and a name in it. */
  readonly id: FactId;
  readonly mark: Mark;
  /** What API Gateway does, or that nobody knows. */
  readonly fact: string;
  /** What the engine does, where that is not plainly the same. */
  readonly here?: string;
  /** `{file below engine/test/services/api-gateway/websocket}: {title}`; a file that begins with / is below engine/test. */
  readonly tests?: readonly `${string}.test.ts: ${string}`[];
  /** Why there is nothing to be the same. */
  readonly notApplicable?: string;
  /** What the engine gets wrong. */
  readonly open?: string;
}

export interface Section {
  readonly title: string;
  readonly facts: readonly Fact[];
}
