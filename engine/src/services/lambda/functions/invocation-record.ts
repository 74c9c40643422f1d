import { parseJson } from "../../../kernel/parse-json.ts";
import { parseArn } from "../../../languages/arn.ts";
import type { DeliverOptions } from "../../contract/targets.ts";
import type { InvokeResult } from "./invocation.ts";

/** The reason for which an asynchronous event left Lambda's queue. */
export type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

/** An account of an asynchronous event when it leaves the queue. */
export interface Conclusion {
  readonly condition: Condition;
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  /** The function's ARN with its qualifier. */
  readonly functionArn: string;
  readonly executedVersion: string;
  /** The number of times that the function ran. */
  readonly attempts: number;
  /** Engine time, epoch milliseconds. */
  readonly at: number;
  /** The last answer; undefined when the function never ran. */
  readonly result: InvokeResult | undefined;
}

/** The JSON that a destination gets; an event bus gets it as an event's detail. */
export function destinationMessage(destinationArn: string, conclusion: Conclusion): string {
  const record = invocationRecord(conclusion);
  if (parseArn(destinationArn)?.service !== "events") return JSON.stringify(record);
  const outcome = conclusion.condition === "Success" ? "Success" : "Failure";
  return JSON.stringify({
    source: "lambda",
    "detail-type": `Lambda Function Invocation Result - ${outcome}`,
    resources: [destinationArn, record.requestContext.functionArn],
    detail: record,
  });
}

/** .../dg/invocation-async-retain-records.html */
function invocationRecord(conclusion: Conclusion) {
  const { condition, requestId, functionArn, executedVersion, attempts, at, result } = conclusion;
  return {
    version: "1.0",
    timestamp: new Date(at).toISOString(),
    requestContext: {
      requestId,
      functionArn: functionArn.endsWith(`:${executedVersion}`) ? functionArn : `${functionArn}:${executedVersion}`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(conclusion.payload) as unknown,
    ...(result && {
      responseContext: { statusCode: 200, executedVersion, ...failed(result) },
      responsePayload: parseAnswer(result.payload),
    }),
  };
}

/** AWS leaves the member out of a success. */
const failed = ({ functionError }: InvokeResult) => (functionError === undefined ? {} : { functionError });

/** Custom runtimes may answer what is no JSON. */
function parseAnswer(payload: string): unknown {
  const answer = parseJson(payload);
  return answer === undefined ? payload : answer;
}

/** SQS takes 1 KB of a message here; Lambda cuts it. .../dg/invocation-async-retain-records.html#invocation-dlq */
const MAX_ERROR_MESSAGE_CHARACTERS = 1024;

/** The attributes of a message in a dead-letter queue. */
export function deadLetterAttributes({ requestId, result }: Conclusion): NonNullable<DeliverOptions["attributes"]> {
  const failure: { errorMessage?: unknown } = result ? JSON.parse(result.payload) : {};
  const message = String(failure.errorMessage ?? "").slice(0, MAX_ERROR_MESSAGE_CHARACTERS);
  return {
    RequestID: { DataType: "String", StringValue: requestId },
    ErrorCode: { DataType: "Number", StringValue: result ? "200" : "429" },
    ...(message !== "" && { ErrorMessage: { DataType: "String", StringValue: message } }),
  };
}
