import type { Clock } from "../../../kernel/clock.ts";
import type { Fault, FaultKinds } from "../../contract/faults.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { timedOut } from "../environment/failures.ts";
import type { PoolReply } from "../environment/pool/pool.ts";

type FunctionFault = Exclude<FaultKinds["invoke"], "throttled">;

export interface FaultyInvocation {
  readonly requestId: string;
  readonly configuration: Pick<FunctionConfiguration, "timeoutMs" | "memoryMb">;
  readonly clock: Pick<Clock, "after">;
}

type ReplyInstead = (fault: Fault<FunctionFault>, invocation: FaultyInvocation) => Promise<PoolReply> | PoolReply;

const DEFAULT_MESSAGE = "A fault on purpose";

/** Replies in the stead of a function that is not run, in the words of one that was. */
const REPLIES: Readonly<Record<FunctionFault, ReplyInstead>> = {
  "function-timeout": async (_fault, { requestId, configuration: { timeoutMs, memoryMb }, clock }) => {
    await new Promise<void>((resolve) => clock.after(timeoutMs, resolve));
    return {
      outcome: { error: timedOut(requestId, timeoutMs), cause: "timeout" },
      usage: { durationMs: timeoutMs, maxMemoryUsedMb: memoryMb },
      logTail: "",
    };
  },
  "function-error": ({ message: errorMessage = DEFAULT_MESSAGE }) => ({
    outcome: { error: { errorType: "Error", errorMessage, trace: [`Error: ${errorMessage}`] } },
    usage: { durationMs: 0, maxMemoryUsedMb: 0 },
    logTail: "",
  }),
};

/** The reply that a fault gives in a function's stead. */
export const replyInstead: ReplyInstead = (fault, invocation) => REPLIES[fault.kind](fault, invocation);
