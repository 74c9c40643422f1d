import type { Refusal } from "../handshake/refusal.ts";
import type { Checks } from "./checks.ts";

/** What a passed check adds to what is known of a client. */
export interface Grant {
  /** More members of `identity`. */
  readonly identity?: Readonly<Record<string, string>>;
  /** `requestContext.authorizer`. */
  readonly authorizer?: Readonly<Record<string, string>>;
  readonly authorizerLatencyMs?: number;
  /** The API key that the authorizer found for the client. */
  readonly usageIdentifierKey?: string;
}

/** What came of asking for admission, and how. */
export type Admission = (Grant | Refusal) & { readonly checks?: Checks };

export const isRefusal = (admission: Admission): admission is Refusal => "status" in admission;
