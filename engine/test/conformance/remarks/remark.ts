/** Notes on the engine for a fact. */
export interface Remark {
  /** The engine's behaviour, where it is not plainly the same. */
  readonly here?: string;
  /** `{file below engine/test/services/api-gateway/websocket}: {title}`; a file that begins with / is below engine/test. */
  readonly tests?: readonly `${string}.test.ts: ${string}`[];
  /** The reason for which there is nothing to be the same. */
  readonly notApplicable?: string;
  /** The engine's mistake. */
  readonly open?: string;
}

/** By the fact's id. */
export type Remarks = Readonly<Record<string, Remark>>;
