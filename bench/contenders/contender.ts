import type { OperationName } from "../load/operations.ts";

/** A server that answers. */
export interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  readonly managementUrl: string;
}

/** Somebody who is measured, with everything that is not a part of its start done. */
export interface Contender extends AsyncDisposable {
  start(): Promise<Server>;
}

export interface ContenderSpec {
  readonly title: string;
  readonly prepare: () => Promise<Contender>;
  /** Operations that it has not, each with the reason. */
  readonly lacks?: Readonly<Partial<Record<OperationName, string>>>;
}

/** Credentials and secrets that every contender's functions have. */
export const ENVIRONMENT = {
  JWT_SECRET: "bench-secret-of-thirty-two-bytes",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
} as const;
