import { createLogLines } from "../../aws/cloudwatch/log-lines.ts";
import { createMetrics } from "../../aws/cloudwatch/metrics.ts";
import { createRevocations } from "../../aws/dynamodb/revocations.ts";
import { openTable } from "../../aws/dynamodb/table/table.ts";
import { contextOf } from "../../aws/lambda/authorizer-result.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { openVerifier } from "../../aws/lambda/verification.ts";
import { authorizeRequest } from "../../core/tokens/authorize-request.ts";
import { Refusal } from "../../core/tokens/refusal.ts";
import * as env from "../../env.ts";

const verify = openVerifier(createLogLines({}));
const maxTokenSeconds = env.maxTokenSeconds();
const revocations = createRevocations(openTable(env.tableName()), { maxTokenSeconds, now: Date.now });
const metrics = createMetrics();

interface AuthorizerRequest {
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Decides who may make an HTTP request, by the same rules as for a handshake. */
export async function handler({ headers }: AuthorizerRequest, { awsRequestId }: InvocationContext) {
  try {
    const identity = await authorizeRequest(headers?.authorization, { verify, revocations });
    return { isAuthorized: true, context: contextOf(identity) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const log = createLogLines({ function_request_id: awsRequestId });
    log.warn("Request refused", { cause: error.reason, detail: error.message });
    metrics.count("Refusals", 1, error.reason);
    metrics.count("Unauthorized", 1);
    // Exactly this text is answered with 401; `isAuthorized: false` would be 403.
    throw new Error("Unauthorized");
  }
}
