/** A number of AWS's and its source. Prices are those of us-east-1 without free tiers and discounts, in dollars. */
export interface Constant {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

/** Date of these numbers. They were not read from a bill: compare them with their pages before you rely on a sum. */
export const KNOWN_UNTIL = "2026-11-22";

const API_GATEWAY_PRICING = "https://aws.amazon.com/api-gateway/pricing/";
const API_GATEWAY_QUOTAS =
  "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html";
const LAMBDA_PRICING = "https://aws.amazon.com/lambda/pricing/";
const DYNAMODB_PRICING = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const CLOUDWATCH_PRICING = "https://aws.amazon.com/cloudwatch/pricing/";
const APPSYNC_PRICING = "https://aws.amazon.com/appsync/pricing/";
const IOT_PRICING = "https://aws.amazon.com/iot-core/pricing/";

const of = (value: number, unit: string, source: string): Constant => ({ value, unit, source });

export const PRICES = {
  message: of(1.0 / 1e6, "$ per message of 32 KB, in either direction", API_GATEWAY_PRICING),
  /** Price of the messages after the first thousand million in a month. */
  messageInBulk: of(0.8 / 1e6, "$ per message of 32 KB", API_GATEWAY_PRICING),
  connectionMinute: of(0.25 / 1e6, "$ per minute of a connection", API_GATEWAY_PRICING),
  lambdaRequest: of(0.2 / 1e6, "$ per invocation", LAMBDA_PRICING),
  lambdaGbSecond: of(0.0000133334, "$ per GB-s on arm64", LAMBDA_PRICING),
  writeUnit: of(0.625 / 1e6, "$ per write request unit", DYNAMODB_PRICING),
  readUnit: of(0.125 / 1e6, "$ per read request unit", DYNAMODB_PRICING),
  sqsRequest: of(0.4 / 1e6, "$ per request of 64 KB to a standard queue", "https://aws.amazon.com/sqs/pricing/"),
  event: of(1.0 / 1e6, "$ per custom event of 64 KB", "https://aws.amazon.com/eventbridge/pricing/"),
  secretMonth: of(0.4, "$ per secret and month", "https://aws.amazon.com/secrets-manager/pricing/"),
  logGb: of(0.5, "$ per GB of logs", CLOUDWATCH_PRICING),
  metricMonth: of(0.3, "$ per metric and month", CLOUDWATCH_PRICING),
  alarmMetricMonth: of(0.1, "$ per metric of an alarm and month", CLOUDWATCH_PRICING),
  dashboardMonth: of(3, "$ per dashboard and month", CLOUDWATCH_PRICING),
  gbOut: of(0.09, "$ per GB to the internet", "https://aws.amazon.com/ec2/pricing/on-demand/"),
  appSyncOperation: of(1.0 / 1e6, "$ per Event API operation of 5 KB", APPSYNC_PRICING),
  appSyncConnectionMinute: of(0.08 / 1e6, "$ per minute of a connection", APPSYNC_PRICING),
  iotMessage: of(1.0 / 1e6, "$ per MQTT message of 5 KB", IOT_PRICING),
  iotConnectionMinute: of(0.08 / 1e6, "$ per minute of a connection", IOT_PRICING),
} as const satisfies Readonly<Record<string, Constant>>;

export const QUOTAS = {
  connectsPerSecond: of(
    500,
    "new connections a second, all WebSocket APIs of an account and region; may be raised",
    API_GATEWAY_QUOTAS,
  ),
  callsPerSecond: of(
    10_000,
    "requests a second to all APIs of an account and region, @connections among them; may be raised",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
  ),
  connectionMinutes: of(120, "minutes that a connection lives at most", API_GATEWAY_QUOTAS),
  messageStepBytes: of(32 * 1024, "bytes, and each further ones begun count as a message more", API_GATEWAY_PRICING),
  competitorStepBytes: of(5 * 1024, "bytes by which AppSync Events and IoT Core count", APPSYNC_PRICING),
  bulkMessages: of(1e9, "messages in a month, after which one costs less", API_GATEWAY_PRICING),
  lambdaConcurrency: of(
    1_000,
    "invocations at once, all functions of an account and region; may be raised",
    "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
  ),
  partitionWriteUnits: of(
    1_000,
    "write units a second of one partition",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html",
  ),
  newTableWriteUnits: of(
    4_000,
    "write units a second of an on-demand table that has not had more yet",
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html",
  ),
} as const satisfies Readonly<Record<string, Constant>>;
