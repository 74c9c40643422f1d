import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** A pattern in the filter of an event source mapping, and what comes through. */
export interface MappingFilterFact extends RecordedFact {
  readonly source: "localstack";
  /** JSON text, or what it says. */
  readonly pattern: unknown;
  readonly passes?: readonly object[];
  readonly stays?: readonly object[];
  /** The mapping is not made. */
  readonly isRefused?: true;
}

/** A function's answer to a record of a stream, whose mapping takes reports of failures and tries three times more. */
export interface StreamAnswerFact extends RecordedFact {
  /** The function's answer; undefined: it throws. */
  readonly answer: unknown;
  readonly calls: number;
  /** The record that the mapping's destination gets. */
  readonly record?: object;
}

type FilterRows = Parameters<typeof from<MappingFilterFact>>[3];
const filters = (place: string, date: string, rows: FilterRows) =>
  from<MappingFilterFact>("localstack", `lambda_/event_source_mapping/${place}`, date, rows);

const message = (body: unknown) => ({
  messageId: "1",
  body: typeof body === "string" ? body : JSON.stringify(body),
  attributes: {},
  messageAttributes: {},
  eventSource: "aws:sqs",
});
const inBody = (id: `${string}/${string}`, body: unknown, passes: unknown, stays: unknown): FilterRows[number] => ({
  id,
  pattern: { body },
  passes: [message(passes)],
  stays: [message(stays)],
});

const change = (NewImage: object, eventName = "INSERT") => ({
  eventName,
  eventSource: "aws:dynamodb",
  dynamodb: { ApproximateCreationDateTime: 1_700_000_000, NewImage, StreamViewType: "NEW_IMAGE" },
});
const S = (text: string) => ({ S: text });
const image = (NewImage: object) => ({ dynamodb: { NewImage } });
const present = { id: S("1"), presentKey: S("presentValue") };
const without = { id: S("2") };

/** Filters of event source mappings. */
export const mappingFilters: FactTable<MappingFilterFact> = {
  service: "Lambda",
  subject: "filters of event source mappings",
  facts: [
    ...filters("test_lambda_integration_sqs: test_sqs_event_filter", "2025-11-25", [
      inBody("filter/single", { "my-key": ["my-value"] }, { "my-key": "my-value" }, { "my-key": "other-value" }),
      inBody("filter/or", { "my-key": ["other-filter", "my-value"] }, { "my-key": "my-value" }, { "my-key": "other" }),
      inBody(
        "filter/and",
        { one: ["other-filter", "1"], two: ["2"] },
        { one: "1", two: "2" },
        { one: "other-value-", two: "2" },
      ),
      inBody(
        "filter/exists",
        { "my-key": [{ exists: true }] },
        { "my-key": "any-value" },
        { "other-key": "any-value" },
      ),
      inBody("filter/bigger", { number: [{ numeric: [">", 100] }] }, { number: 101 }, { number: 100 }),
      inBody("filter/smaller", { number: [{ numeric: ["<", 100] }] }, { number: 99 }, { number: 100 }),
      inBody("filter/range", { number: [{ numeric: [">=", 100, "<", 200] }] }, { number: 100 }, { number: 200 }),
      inBody("filter/prefix", { "my-key": [{ prefix: "yes" }] }, { "my-key": "yes-value" }, { "my-key": "no-value" }),
      inBody("filter/no-json", { "my-key": ["my-value"] }, { "my-key": "my-value" }, "this is not valid json"),
    ]),
    ...filters("test_lambda_integration_sqs: test_sqs_invalid_event_filter", "2025-11-25", [
      { id: "filter/refused null", pattern: "null", isRefused: true },
      { id: "filter/refused text", pattern: "simple string", isRefused: true },
      { id: "filter/refused no-list", pattern: { eventSource: "aws:sqs" }, isRefused: true },
      { id: "filter/refused empty-list", pattern: { eventSource: [] }, isRefused: true },
    ]),
    ...filters("test_lambda_integration_dynamodbstreams: test_dynamodb_invalid_event_filter", "2025-11-25", [
      { id: "filter/refused single-word", pattern: "single-string", isRefused: true },
      { id: "filter/refused no-json", pattern: '[{"eventName": ["INSERT"=123}]', isRefused: true },
    ]),
    ...filters("test_lambda_integration_dynamodbstreams: test_dynamodb_event_filter", "2025-11-25", [
      {
        id: "filter/event-names",
        pattern: { eventName: ["INSERT", "MODIFY"] },
        passes: [change(without), change(present, "MODIFY")],
        stays: [change(without, "REMOVE")],
      },
      { id: "filter/event-name", pattern: { eventName: ["INSERT"] }, passes: [change(present)] },
      {
        id: "filter/typed-value",
        pattern: image({ presentKey: { S: ["presentValue"] } }),
        passes: [change(present)],
        stays: [change(without)],
      },
      { id: "filter/value-without-type", pattern: image({ presentKey: ["presentValue"] }), stays: [change(present)] },
      {
        id: "filter/typed-exists",
        pattern: image({ presentKey: { S: [{ exists: true }] } }),
        passes: [change(present)],
        stays: [change(without)],
      },
      {
        id: "filter/exists-without-type",
        pattern: image({ presentKey: [{ exists: true }] }),
        stays: [change(present)],
      },
      {
        id: "filter/exists-not-without-type",
        pattern: image({ presentKey: [{ exists: false }] }),
        passes: [change(without), change(present)],
      },
      {
        id: "filter/number-is-a-text",
        pattern: image({ numericFilter: { N: [{ numeric: [">", 100] }, { "anything-but": "101" }] } }),
        passes: [change({ id: S("1"), numericFilter: { N: "42" } })],
        stays: [change({ id: S("2"), numericFilter: { N: "101" } })],
      },
      {
        id: "filter/typed-prefix",
        pattern: image({ prefix: { S: [{ prefix: "us-1" }] } }),
        passes: [change({ id: S("1"), prefix: S("us-1-other-suffix") })],
        stays: [change({ id: S("1"), prefix: S("other-suffix") })],
      },
      {
        id: "filter/time-is-a-number",
        pattern: { dynamodb: { ApproximateCreationDateTime: [{ numeric: [">", 0] }] } },
        passes: [change(without)],
      },
    ]),
  ],
};

const REQUEST = /^[0-9a-f-]{36}$/;
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const exhausted = (functionError: string | null) => ({
  requestContext: {
    requestId: REQUEST,
    functionArn: /^arn:aws:lambda:us-east-1:000000000000:function:/,
    condition: "RetryAttemptsExhausted",
    approximateInvokeCount: 4,
  },
  responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError },
  version: "1.0",
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  DDBStreamBatchInfo: {
    shardId: /./,
    startSequenceNumber: /^\d+$/,
    endSequenceNumber: /^\d+$/,
    approximateArrivalOfFirstRecord: SECONDS,
    approximateArrivalOfLastRecord: SECONDS,
    batchSize: 1,
    streamArn: /^arn:aws:dynamodb:/,
  },
});

const answers = (test: string, date: string, rows: Parameters<typeof from<StreamAnswerFact>>[3]) =>
  from<StreamAnswerFact>(
    "localstack",
    `lambda_/event_source_mapping/test_lambda_integration_dynamodbstreams: ${test}`,
    date,
    rows,
  );

/** Answers of functions to records of streams. */
export const streamAnswers: FactTable<StreamAnswerFact> = {
  service: "Lambda",
  subject: "answers to records of streams",
  facts: [
    ...answers("test_dynamodb_report_batch_item_success_scenarios", "2025-11-25", [
      { id: "stream-answer/empty-list", answer: [], calls: 1 },
      { id: "stream-answer/null", answer: null, calls: 1 },
      { id: "stream-answer/empty-object", answer: {}, calls: 1 },
      { id: "stream-answer/no-failures", answer: { batchItemFailures: [] }, calls: 1 },
      { id: "stream-answer/failures-null", answer: { batchItemFailures: null }, calls: 1 },
    ]),
    ...answers("test_dynamodb_report_batch_item_failure_scenarios", "2025-11-25", [
      ...(
        [
          ["unknown-identifier", { itemIdentifier: 123 }],
          ["empty-identifier", { itemIdentifier: "" }],
          ["identifier-null", { itemIdentifier: null }],
          ["another-member", { foo: 123 }],
          ["another-member-null", { foo: null }],
        ] as const
      ).map(([name, failure]) => ({
        id: `stream-answer/${name}` as const,
        answer: { batchItemFailures: [failure] },
        calls: 4,
        record: exhausted(null),
      })),
      { id: "stream-answer/thrown", answer: undefined, calls: 4, record: exhausted("Unhandled") },
    ]),
  ],
};
