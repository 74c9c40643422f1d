/** Publications from which facts are taken: figures and behaviour, no wording but AWS's own answers. */
export const SOURCES = {
  localstack: {
    title: "Snapshot files of LocalStack's tests, recorded on AWS (Apache-2.0)",
    url: "https://github.com/localstack/localstack/tree/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws",
    seen: "2026-11-30",
  },
  "parity-suite": {
    title: "A public conformance suite of DynamoDB, 601 tests",
    url: "https://github.com/nubo-db/dynamodb-conformance/blob/0ba4393668860db921afa5728feffe68b55e3e93/",
    seen: "2026-11-30",
  },
  alternator: {
    title: "Tests of ScyllaDB's Alternator, which its makers run on AWS too",
    url: "https://github.com/scylladb/scylladb/blob/a55b434a2b6ad56bec7bf541f629214399daf065/test/alternator/",
    seen: "2026-11-30",
  },
  issues: {
    title: "Threads of public repositories in which somebody shows what came on AWS",
    url: "https://github.com/",
    seen: "2026-11-30",
  },
  "dynamodb-guide": {
    title: "Amazon DynamoDB Developer Guide",
    url: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/",
    seen: "2026-11-30",
  },
  "dynamodb-api": {
    title: "Amazon DynamoDB API Reference",
    url: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/",
    seen: "2026-11-30",
  },
  "eventbridge-guide": {
    title: "Amazon EventBridge User Guide",
    url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/",
    seen: "2026-11-30",
  },
  "sns-guide": {
    title: "Amazon SNS Developer Guide",
    url: "https://docs.aws.amazon.com/sns/latest/dg/",
    seen: "2026-11-30",
  },
  "sqs-guide": {
    title: "Amazon SQS Developer Guide and API Reference",
    url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/",
    seen: "2026-11-30",
  },
  "step-functions-guide": {
    title: "AWS Step Functions Developer Guide",
    url: "https://docs.aws.amazon.com/step-functions/latest/dg/",
    seen: "2026-11-30",
  },
  "api-gateway-guide": {
    title: "Amazon API Gateway Developer Guide",
    url: "https://docs.aws.amazon.com/apigateway/latest/developerguide/",
    seen: "2026-11-30",
  },
} as const satisfies Record<string, Source>;

export interface Source {
  readonly title: string;
  readonly url: string;
  /** The day on which it was read. */
  readonly seen: string;
}

export type SourceId = keyof typeof SOURCES;

/** The page on which a fact stands. */
export const urlOf = ({ source, place }: { readonly source: SourceId; readonly place: string }): string =>
  source === "localstack" ? SOURCES[source].url : new URL(place, SOURCES[source].url).href;
