import { parsePolicyDocument } from "./policy/policy-document.ts";
import type { Statement } from "./policy/statement.ts";

/** A grant of a managed policy; on every resource unless it says otherwise. */
interface Grant {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const WRITE_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const WRITE_TRACES = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];
const READ_STREAM = [
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];
const USE_NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];

/**
 * AWS managed policies by name: those that functions of WebSocket applications carry. Grants for services that do not
 * run here are left out where the policy has them only for the web console.
 */
const MANAGED_POLICIES: Readonly<Record<string, readonly Grant[]>> = {
  AdministratorAccess: [{ Action: ["*"] }],
  PowerUserAccess: [
    { NotAction: ["iam:*", "organizations:*", "account:*"] },
    { Action: ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles"] },
    { Action: ["organizations:DescribeOrganization", "account:ListRegions", "account:GetAccountInformation"] },
  ],
  AWSLambdaBasicExecutionRole: [{ Action: WRITE_LOGS }],
  AWSLambdaSQSQueueExecutionRole: [
    { Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", ...WRITE_LOGS] },
  ],
  AWSLambdaDynamoDBExecutionRole: [{ Action: [...READ_STREAM, ...WRITE_LOGS] }],
  "AWSLambdaInvocation-DynamoDB": [{ Action: ["lambda:InvokeFunction", ...READ_STREAM] }],
  AWSLambdaKinesisExecutionRole: [
    {
      Action: [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        ...WRITE_LOGS,
      ],
    },
  ],
  AWSLambdaVPCAccessExecutionRole: [{ Action: [...WRITE_LOGS, ...USE_NETWORK_INTERFACES] }],
  AWSLambdaENIManagementAccess: [{ Action: USE_NETWORK_INTERFACES.filter((name) => name !== "ec2:DescribeSubnets") }],
  AWSLambdaRole: [{ Action: ["lambda:InvokeFunction"] }],
  AWSLambdaExecute: [
    { Action: ["logs:*"], Resource: ["arn:aws:logs:*:*:*"] },
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::*"] },
  ],
  AWSLambda_FullAccess: [{ Action: ["lambda:*"] }],
  AWSLambda_ReadOnlyAccess: [{ Action: ["lambda:Get*", "lambda:List*"] }],
  AmazonDynamoDBFullAccess: [{ Action: ["dynamodb:*", "dax:*"] }],
  AmazonDynamoDBFullAccess_v2: [{ Action: ["dynamodb:*", "dax:*"] }],
  AmazonDynamoDBReadOnlyAccess: [
    {
      Action: [
        "dynamodb:BatchGetItem",
        "dynamodb:Describe*",
        "dynamodb:List*",
        "dynamodb:GetItem",
        "dynamodb:GetResourcePolicy",
        "dynamodb:Query",
        "dynamodb:Scan",
        "dynamodb:PartiQLSelect",
      ],
    },
  ],
  AmazonAPIGatewayInvokeFullAccess: [
    { Action: ["execute-api:Invoke", "execute-api:ManageConnections"], Resource: ["arn:aws:execute-api:*:*:*"] },
  ],
  AmazonAPIGatewayAdministrator: [{ Action: ["apigateway:*"], Resource: ["arn:aws:apigateway:*::/*"] }],
  AmazonAPIGatewayPushToCloudWatchLogs: [
    { Action: [...WRITE_LOGS, "logs:DescribeLogGroups", "logs:DescribeLogStreams"] },
    { Action: ["logs:GetLogEvents", "logs:FilterLogEvents"] },
  ],
  AmazonSQSFullAccess: [{ Action: ["sqs:*"] }],
  AmazonSQSReadOnlyAccess: [{ Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:List*"] }],
  AmazonSNSFullAccess: [{ Action: ["sns:*"] }],
  AmazonSNSReadOnlyAccess: [{ Action: ["sns:GetTopicAttributes", "sns:List*", "sns:GetSubscriptionAttributes"] }],
  AmazonEventBridgeFullAccess: [{ Action: ["events:*", "schemas:*", "scheduler:*", "pipes:*"] }],
  AWSStepFunctionsFullAccess: [{ Action: ["states:*"] }],
  AmazonKinesisFullAccess: [{ Action: ["kinesis:*"] }],
  SecretsManagerReadWrite: [
    { Action: ["secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"] },
    {
      Action: ["lambda:AddPermission", "lambda:CreateFunction", "lambda:GetFunction", "lambda:InvokeFunction"],
      Resource: ["arn:aws:lambda:*:*:function:SecretsManager*"],
    },
  ],
  AmazonSSMFullAccess: [{ Action: ["ssm:*", "logs:*", "cloudwatch:PutMetricData", "ec2messages:*"] }],
  AmazonSSMReadOnlyAccess: [{ Action: ["ssm:Describe*", "ssm:Get*", "ssm:List*"] }],
  AmazonS3FullAccess: [{ Action: ["s3:*", "s3-object-lambda:*"] }],
  AmazonS3ReadOnlyAccess: [{ Action: ["s3:Get*", "s3:List*", "s3:Describe*"] }],
  AWSXRayDaemonWriteAccess: [{ Action: WRITE_TRACES }],
  AWSXrayWriteOnlyAccess: [{ Action: WRITE_TRACES }],
  CloudWatchLogsFullAccess: [{ Action: ["logs:*", "cloudwatch:GenerateQuery"] }],
  CloudWatchLambdaInsightsExecutionRolePolicy: [
    { Action: ["logs:CreateLogGroup"] },
    {
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: ["arn:aws:logs:*:*:log-group:/aws/lambda-insights:*"],
    },
  ],
};

/** The statements of `arn:aws:iam::aws:policy/…/{name}`; undefined when the policy is not known here. */
export function managedPolicy(arn: string): readonly Statement[] | undefined {
  const name = /^arn:[\w-]+:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(arn)?.[1] ?? "";
  const grants = Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  if (!grants) return undefined;
  const statements = grants.map((grant) => ({ Effect: "Allow", Resource: ["*"], ...grant }));
  return parsePolicyDocument({ Version: "2012-10-17", Statement: statements });
}
