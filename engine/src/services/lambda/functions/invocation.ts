import type { InvocationResult } from "../../contract/targets.ts";
import type { Usage } from "../environment/protocol.ts";

export interface InvokeRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly invokedFunctionArn: string;
  /** The version that runs; `$LATEST` without it. All have the same environments, so a call has to tell. */
  readonly functionVersion?: string;
  /** JSON text. */
  readonly clientContext?: string;
  readonly tenantId?: string;
  /** The ARN of what a service called it for, which tells of the call by itself. */
  readonly source?: string;
  /** Hears what a streaming handler writes, as it comes. Its answer may then be of any size. */
  readonly onChunk?: (chunk: Buffer) => void;
  /** The X-Ray header of the call. */
  readonly upstreamTrace?: string;
}

export interface InvokeResult extends InvocationResult {
  readonly usage: Usage;
  readonly initMs: number | undefined;
  /** The init counts since August 2025: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
  readonly billedMs: number;
  /** Engine time, epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly status: "success" | "error" | "timeout";
  /** Of an error. */
  readonly errorType: string | undefined;
  /** The end of the function's log, as it stands in CloudWatch. */
  readonly logTail: string;
}
