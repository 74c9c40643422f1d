import { withTimeout } from "../../kernel/clock.ts";
import { messageOf } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import { objectOf } from "../../template/plain-data.ts";
import type { ServiceContext } from "../contract/service.ts";
import type { Caller, DeliverOptions, InvocationResult } from "../contract/targets.ts";

/** Outcome of calling a function: `fault` is the function's own failure, `unreachable` everything before it ran. */
export type LambdaOutcome =
  | { readonly kind: "answer"; readonly payload: string; readonly requestId: string }
  | {
      readonly kind: "fault";
      readonly payload: string;
      readonly requestId: string;
      readonly errorType: string;
      readonly errorMessage: string;
    }
  | { readonly kind: "unreachable"; readonly message: string }
  /** The engine stopped, and the function with it. */
  | { readonly kind: "stopped" }
  | { readonly kind: "timeout" };

export interface LambdaCall {
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  /** The role to call with; without one, the function's own policy must let API Gateway in. */
  readonly credentialsArn: string | undefined;
  /** The source that the function's policy sees. */
  readonly sourceArn: string;
  readonly timeoutMs: number;
}

export type InvokeLambda = (call: LambdaCall) => Promise<LambdaOutcome>;

export const STOPPED = "the engine is stopping";

/** Failure before a function ran. */
export type LambdaNotReached = Extract<LambdaOutcome, { kind: "unreachable" | "timeout" }>;

/** Hands an event over for an asynchronous invocation; resolves with undefined once it is accepted. */
export type DeliverToLambda = (call: LambdaCall, options?: DeliverOptions) => Promise<LambdaNotReached | undefined>;

const SERVICE_PRINCIPAL = "apigateway.amazonaws.com";

export function createLambdaInvoker({ targets, timeouts }: Pick<ServiceContext, "targets" | "timeouts">): InvokeLambda {
  return (call) => {
    const outcome = targets.invoke(call.functionArn, call.payload, callerOf(call)).then(outcomeOf, unreachable);
    return withTimeout<LambdaOutcome>(timeouts, call.timeoutMs, outcome, LATE);
  };
}

export function createLambdaDelivery({
  targets,
  timeouts,
}: Pick<ServiceContext, "targets" | "timeouts">): DeliverToLambda {
  return (call, options) => {
    const delivery = targets.deliver(call.functionArn, call.payload, callerOf(call), options);
    const accepted = delivery.then(() => undefined, unreachable);
    return withTimeout<LambdaNotReached | undefined>(timeouts, call.timeoutMs, accepted, LATE);
  };
}

const LATE: LambdaNotReached = { kind: "timeout" };

const callerOf = ({ credentialsArn, sourceArn }: LambdaCall): Caller => ({
  principal: credentialsArn ?? SERVICE_PRINCIPAL,
  sourceArn,
});

function outcomeOf({ payload, requestId, functionError, cause }: InvocationResult): LambdaOutcome {
  if (cause === "stopped") return { kind: "stopped" };
  if (functionError) return { kind: "fault", payload, requestId, ...errorOf(payload) };
  return { kind: "answer", payload, requestId };
}

const unreachable = (error: unknown): LambdaNotReached => ({ kind: "unreachable", message: messageOf(error) });

function errorOf(payload: string): { readonly errorType: string; readonly errorMessage: string } {
  const { errorType, errorMessage } = objectOf(parseJson(payload));
  return { errorType: String(errorType ?? "Error"), errorMessage: String(errorMessage ?? "") };
}
