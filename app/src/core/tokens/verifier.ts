import { type ClaimNames, type Identity, identityOf } from "./identity.ts";
import { Refusal, type RefusalCause } from "./refusal.ts";
import { checkForm } from "./token-carrier.ts";
import { type TokenKeys, type TokenRules, verifyToken } from "./verify-token.ts";

/** Identifies the holder of a token. Throws a `Refusal` if it does not count; another error means that nobody knows. */
export type Verify = (token: string) => Promise<Identity>;

export interface VerifierOptions {
  readonly keys: TokenKeys;
  readonly rules: TokenRules;
  /** Default: `tenant` and `permissions`. */
  readonly claims?: ClaimNames;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A key that we do not know yet can be the reason: then it is worth a look for newer ones. */
const CAUSES_OF_NEW_KEYS: readonly RefusalCause[] = ["signature_invalid", "key_unknown"];

export function createVerifier({ keys, rules, claims, now }: VerifierOptions): Verify {
  const identify = async (token: string) => identityOf(await verifyToken(token, keys, rules, now()), claims);

  return async (token) => {
    checkForm(token);
    try {
      return await identify(token);
    } catch (error) {
      const mayBeNew = error instanceof Refusal && CAUSES_OF_NEW_KEYS.includes(error.reason);
      if (!mayBeNew || !(await keys.refresh())) throw error;
      return await identify(token);
    }
  };
}
