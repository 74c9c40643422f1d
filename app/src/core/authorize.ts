import { type Identity, identityOf } from "./identity.ts";
import { Refusal } from "./refusal.ts";
import { type Handshake, tokenOf } from "./token-carrier.ts";
import { type TokenRules, verifyToken } from "./verify-token.ts";

export interface SigningKeys {
  /** The current key and, during a rotation, the previous one. Rejects when they cannot be had. */
  get(): Promise<readonly Uint8Array[]>;
  /** Whether newer keys were had than the last `get` gave; false, without asking, when it was tried a moment ago. */
  refresh(): Promise<boolean>;
}

export interface AuthorizeOptions extends Pick<TokenRules, "issuer" | "audience"> {
  readonly keys: SigningKeys;
  readonly now: () => number;
}

/** Who opens this handshake. Throws a `Refusal` if nobody may; any other error means that it could not be decided. */
export async function authorize(handshake: Handshake, options: AuthorizeOptions): Promise<Identity> {
  const token = tokenOf(handshake);
  try {
    return await identify(token, options);
  } catch (error) {
    const unknownKey = error instanceof Refusal && error.reason === "signature_invalid";
    if (!unknownKey || !(await options.keys.refresh())) throw error;
    return await identify(token, options);
  }
}

async function identify(token: string, { keys, now, issuer, audience }: AuthorizeOptions): Promise<Identity> {
  return identityOf(await verifyToken(token, { keys: await keys.get(), issuer, audience, nowMs: now() }));
}
