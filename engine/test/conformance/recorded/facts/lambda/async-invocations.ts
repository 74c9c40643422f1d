import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** An `Event` invocation, and what comes of it where its result goes. */
export interface AsyncFact extends RecordedFact {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly destination: "queue" | "bus" | "dead-letters";
  readonly event: Readonly<Record<string, unknown>>;
  /** Seconds between the attempts. */
  readonly delays?: readonly number[];
  readonly record: object;
  readonly attributes?: object;
  /** Members that the record has not. */
  readonly absent?: readonly string[];
}

const of = (place: string, date: string, rows: Parameters<typeof from<AsyncFact>>[3]) =>
  from<AsyncFact>("localstack", `lambda_/test_lambda_destinations: ${place}`, date, rows);

const NO_RETRY = { MaximumRetryAttempts: 0 };
const FAILING = { raise_error: 1 };
const UNHANDLED = { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" };
const FAILURE = { errorMessage: "intentional failure", errorType: "Error" };
const FUNCTION = /^arn:aws:lambda:[\w-]+:\d{12}:function:[\w-]+:\$LATEST$/;

const record = (condition: string, approximateInvokeCount: number, more: object = {}) => ({
  version: "1.0",
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  requestContext: { requestId: /^[0-9a-f-]{36}$/, functionArn: FUNCTION, condition, approximateInvokeCount },
  ...more,
});
const failed = (condition: string, count: number) =>
  record(condition, count, { requestPayload: FAILING, responseContext: UNHANDLED, responsePayload: FAILURE });
const busEvent = (outcome: string, detail: object) => ({
  source: "lambda",
  "detail-type": `Lambda Function Invocation Result - ${outcome}`,
  resources: [/^arn:aws:events:[\w-]+:\d{12}:event-bus\/results$/, FUNCTION],
  detail,
});

/** Asynchronous invocations: attempts, records of destinations, dead letters. */
export const asyncInvocations: FactTable<AsyncFact> = {
  service: "Lambda",
  subject: "asynchronous invocations",
  facts: [
    ...of("test_assess_lambda_destination_invocation", "2025-11-24", [
      {
        id: "async/success",
        config: NO_RETRY,
        destination: "queue",
        event: {},
        record: record("Success", 1, {
          requestPayload: {},
          responseContext: { statusCode: 200, executedVersion: "$LATEST" },
          responsePayload: { ok: true },
        }),
        absent: ["responseContext.functionError"],
      },
      {
        id: "async/failure",
        config: NO_RETRY,
        destination: "queue",
        event: FAILING,
        record: failed("RetriesExhausted", 1),
      },
    ]),
    ...of("test_lambda_destination_default_retries", "2025-11-24", [
      {
        id: "async/two-retries-by-default",
        destination: "queue",
        event: FAILING,
        delays: [60, 120],
        record: failed("RetriesExhausted", 3),
      },
    ]),
    ...of("test_retries", "2025-11-25", [
      {
        id: "async/two-retries",
        config: { MaximumRetryAttempts: 2 },
        destination: "queue",
        event: FAILING,
        delays: [60, 120],
        record: failed("RetriesExhausted", 3),
      },
      {
        id: "async/one-retry",
        config: { MaximumRetryAttempts: 1 },
        destination: "queue",
        event: FAILING,
        delays: [60],
        record: failed("RetriesExhausted", 2),
      },
    ]),
    ...of("test_maxeventage", "2025-11-27", [
      {
        id: "async/too-old-for-a-retry",
        config: { MaximumEventAgeInSeconds: 60 },
        destination: "queue",
        event: FAILING,
        record: failed("EventAgeExceeded", 1),
      },
      {
        id: "async/too-old-for-a-second-retry",
        config: { MaximumEventAgeInSeconds: 120 },
        destination: "queue",
        event: FAILING,
        delays: [60],
        record: failed("EventAgeExceeded", 2),
      },
    ]),
    ...of("test_dead_letter_queue", "2025-11-24", [
      {
        id: "async/dead-letter",
        config: NO_RETRY,
        destination: "dead-letters",
        event: FAILING,
        record: FAILING,
        attributes: {
          RequestID: { DataType: "String", StringValue: /^[0-9a-f-]{36}$/ },
          ErrorCode: { DataType: "Number", StringValue: "200" },
          ErrorMessage: { DataType: "String", StringValue: "intentional failure" },
        },
      },
    ]),
    ...of("test_invoke_lambda_eventbridge", "2025-11-24", [
      {
        id: "async/success-to-a-bus",
        config: NO_RETRY,
        destination: "bus",
        event: { mode: "success" },
        record: busEvent(
          "Success",
          record("Success", 1, { requestPayload: { mode: "success" }, responsePayload: { ok: true } }),
        ),
        absent: ["detail.responseContext.functionError"],
      },
      {
        id: "async/failure-to-a-bus",
        config: NO_RETRY,
        destination: "bus",
        event: FAILING,
        record: busEvent("Failure", failed("RetriesExhausted", 1)),
      },
    ]),
  ],
};
