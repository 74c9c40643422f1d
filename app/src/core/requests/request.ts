import { createHash, randomUUID } from "node:crypto";
import type { RequestFailure, RequestState } from "@portcullis/contract";
import type { Tenanted, UserRef } from "../references.ts";

/** Reference to a request: its id means something in its own tenant only. */
export interface RequestRef extends Tenanted {
  readonly requestId: string;
}

export type Outcome =
  | { readonly status: "succeeded"; readonly result?: unknown }
  | { readonly status: "failed"; readonly error: RequestFailure };

/** A request as it is kept. */
export interface KeptRequest extends RequestRef {
  /** The user who may see it, and who is told. */
  readonly userId: string;
  readonly name: string;
  readonly input?: unknown;
  /** Absent while it is pending. */
  readonly outcome?: Outcome | undefined;
  /** Seconds since 1970. */
  readonly ttl: number;
}

/** Outcome of what its user wants no more. */
export const CANCELLED: Outcome = {
  status: "failed",
  error: { code: "cancelled", message: "The request was cancelled." },
};

/** Time that a request can be asked for, and its Idempotency-Key stands for it. */
export const REQUEST_LIFETIME_SECONDS = 24 * 60 * 60;

/** A user's key always gives the same id, so that one write tells a new request from a repeated one. */
export function requestIdFor({ tenant, userId }: UserRef, key: string | undefined): string {
  if (key === undefined) return randomUUID();
  return createHash("sha256")
    .update(JSON.stringify([tenant, userId, key]))
    .digest("base64url");
}

/** A request as its owner sees it. */
export function stateOf({ requestId, outcome }: Pick<KeptRequest, "requestId" | "outcome">): RequestState {
  if (outcome === undefined) return { requestId, status: "pending" };
  if (outcome.status === "failed") return { requestId, ...outcome };
  return { requestId, status: "succeeded", result: outcome.result ?? null };
}
