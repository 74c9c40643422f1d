import { parseJson } from "../../kernel/parse-json.ts";
import { isObject, listOf, objectOf, textOf } from "../plain-data.ts";

/** A limit of AWS: a template that has more fails when it is deployed, and here nothing would show it. */
export interface Limit {
  /** Its place below the resource's properties. */
  readonly path: readonly string[];
  readonly most: number;
  /** The things of which there may be so many. */
  readonly unit: string;
  readonly measure: (value: unknown) => number;
}

const bytesOf = (text: string) => Buffer.byteLength(text);

const characters = (property: string, most: number): Limit => ({
  path: [property],
  most,
  unit: "characters",
  measure: (value) => [...(textOf(value) ?? "")].length,
});

const items = (property: string, most: number, unit: string): Limit => ({
  path: [property],
  most,
  unit,
  measure: (value) => listOf(value).length,
});

/** An expression reads metrics and is none. */
const metricsOf = (value: unknown) =>
  listOf(value).filter((query) => isObject(query) && isObject(query.MetricStat)).length;

const environmentBytes = (value: unknown) =>
  Object.entries(objectOf(value)).reduce((sum, [name, text]) => sum + bytesOf(name) + bytesOf(textOf(text) ?? ""), 0);

/** The widgets of a dashboard. None where its text is no JSON: CloudWatch says so, and that is no matter of limits. */
const widgetsOf = (value: unknown) => listOf(objectOf(parseJson(textOf(value) ?? "")).widgets);

const metricsIn = (widget: unknown) => listOf(objectOf(objectOf(widget).properties).metrics).length;

const dashboard = (most: number, unit: string, measure: (widgets: readonly unknown[]) => number): Limit => ({
  path: ["DashboardBody"],
  most,
  unit,
  measure: (value) => measure(widgetsOf(value)),
});

/** The limits of resource types, each with its source. None of them can be raised. */
export const RESOURCE_LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
  "AWS::ApiGatewayV2::Api": [characters("Name", 128), characters("Description", 1024)],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  "AWS::CloudWatch::Alarm": [
    { path: ["Metrics"], most: 10, unit: "metrics", measure: metricsOf },
    items("AlarmActions", 5, "actions"),
    items("OKActions", 5, "actions"),
    items("Dimensions", 30, "dimensions"),
    characters("AlarmName", 255),
    characters("AlarmDescription", 1024),
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  "AWS::CloudWatch::Dashboard": [
    dashboard(500, "widgets", (widgets) => widgets.length),
    dashboard(500, "metrics in one widget", (widgets) => Math.max(0, ...widgets.map(metricsIn))),
    dashboard(2500, "metrics", (widgets) => widgets.reduce<number>((sum, widget) => sum + metricsIn(widget), 0)),
  ],
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
  "AWS::DynamoDB::Table": [characters("TableName", 255), items("LocalSecondaryIndexes", 5, "local indexes")],
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  "AWS::Events::Rule": [characters("Name", 64), characters("Description", 512), items("Targets", 5, "targets")],
  "AWS::Events::EventBus": [characters("Name", 256)],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  "AWS::IAM::Role": [characters("RoleName", 64), characters("Description", 1000)],
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  "AWS::Lambda::Function": [
    characters("FunctionName", 64),
    characters("Description", 256),
    items("Layers", 5, "layers"),
    { path: ["Environment", "Variables"], most: 4096, unit: "bytes", measure: environmentBytes },
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  "AWS::Logs::LogGroup": [characters("LogGroupName", 512)],
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  "AWS::SecretsManager::Secret": [characters("Name", 512), characters("Description", 2048)],
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  "AWS::SNS::Topic": [characters("TopicName", 256)],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
  "AWS::SQS::Queue": [characters("QueueName", 80)],
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
  "AWS::StepFunctions::StateMachine": [characters("StateMachineName", 80)],
};

/**
 * The limits of a template's sections.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const SECTION_LIMITS = { Parameters: 200, Resources: 500, Outputs: 200, Mappings: 200 } as const;

/** The limit of a template's description. */
export const DESCRIPTION_LIMIT_BYTES = 1024;

/** The form of stack names. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const STACK_NAME = { pattern: /^[A-Za-z][A-Za-z0-9-]*$/, most: 128 } as const;
