import { evaluate, parsePolicyDocument, type RequestContext, type Statement } from "../../../iam/index.ts";
import { ServiceError } from "../../../kernel/errors.ts";
import { remembered } from "../../../kernel/remembered.ts";
import { type GatewayResponse, gatewayResponse } from "../gateway-responses.ts";

/** 512 characters [3.1/resource-length]; policies with longer ones are not valid. */
const LONGEST_RESOURCE = 512;

const ACTION = "execute-api:Invoke";

/** Reads the policy that an authorizer returned; a text says what is wrong with it. Most return the same one again. */
export const parsePolicy = (document: Readonly<Record<string, unknown>>): readonly Statement[] | string =>
  parsePolicyText(JSON.stringify(document)) ?? "it cannot be read";

const parsePolicyText = remembered((text): readonly Statement[] | string => {
  try {
    return parsePolicyDocument(JSON.parse(text), { maxResourceLength: LONGEST_RESOURCE });
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
});

/** Returns the 403 of a caller whom an authorizer's policy does not let invoke `resource`; undefined when it does. */
export const denialBy = (...judged: Parameters<typeof judge>): GatewayResponse | undefined => judge(...judged).denial;

interface Judgement {
  readonly denial?: GatewayResponse;
  readonly allowedBy?: Statement | undefined;
}

/** Judges by an authorizer's policy whether a caller may invoke `resource`. */
export function judge(statements: readonly Statement[], resource: string, context: RequestContext): Judgement {
  const { decision, statement } = evaluate({ statements, action: ACTION, resource, context });
  if (decision === "allow") return { allowedBy: statement };
  const denial =
    decision === "explicitDeny"
      ? gatewayResponse(
          "deniedExplicitly",
          `its policy denies ${ACTION} on ${resource}: ${JSON.stringify(statement?.element)}`,
        )
      : gatewayResponse("denied", `no statement of its policy allows ${ACTION} on ${resource}`);
  return { denial };
}
