import { own, type PlainObject } from "../../plain-data.ts";
import { sub } from "../expansion/context.ts";

/** `service:Action Action …`, then what they are allowed on: ARNs without partition, region and account, or `*`. */
type Statement = readonly [actions: string, ...resources: string[]];

const TABLE_AND_INDEXES = ["dynamodb:table/{TableName}", "dynamodb:table/{TableName}/index/*"] as const;
const BUCKET_AND_OBJECTS = ["s3:::{BucketName}", "s3:::{BucketName}/*"] as const;

/**
 * SAM's policy templates for services that can run here, and the commonest others.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
const TEMPLATES: Readonly<Record<string, readonly Statement[]>> = {
  AWSSecretsManagerGetSecretValuePolicy: [["secretsmanager:GetSecretValue", "{SecretArn}"]],
  CloudWatchPutMetricPolicy: [["cloudwatch:PutMetricData", "*"]],
  DynamoDBBackupFullAccessPolicy: [
    ["dynamodb:CreateBackup DescribeContinuousBackups", "dynamodb:table/{TableName}"],
    ["dynamodb:DeleteBackup DescribeBackup ListBackups", "dynamodb:table/{TableName}/backup/*"],
  ],
  DynamoDBCrudPolicy: [
    [
      "dynamodb:GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem",
      ...TABLE_AND_INDEXES,
    ],
  ],
  DynamoDBReadPolicy: [["dynamodb:GetItem Scan Query BatchGetItem DescribeTable", ...TABLE_AND_INDEXES]],
  DynamoDBReconfigurePolicy: [["dynamodb:UpdateTable", "dynamodb:table/{TableName}"]],
  DynamoDBRestoreFromBackupPolicy: [
    ["dynamodb:RestoreTableFromBackup", "dynamodb:table/{TableName}/backup/*"],
    ["dynamodb:PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem", "dynamodb:table/{TableName}"],
  ],
  DynamoDBStreamReadPolicy: [
    ["dynamodb:DescribeStream GetRecords GetShardIterator", "dynamodb:table/{TableName}/stream/{StreamName}"],
    ["dynamodb:ListStreams", "dynamodb:table/{TableName}/stream/*"],
  ],
  DynamoDBWritePolicy: [["dynamodb:PutItem UpdateItem BatchWriteItem", ...TABLE_AND_INDEXES]],
  EventBridgePutEventsPolicy: [["events:PutEvents", "events:event-bus/{EventBusName}"]],
  FilterLogEventsPolicy: [["logs:FilterLogEvents", "logs:log-group:{LogGroupName}:log-stream:*"]],
  FirehoseWritePolicy: [["firehose:PutRecord PutRecordBatch", "firehose:deliverystream/{DeliveryStreamName}"]],
  KMSDecryptPolicy: [["kms:Decrypt", "kms:key/{KeyId}"]],
  KMSEncryptPolicy: [["kms:Encrypt", "kms:key/{KeyId}"]],
  KinesisCrudPolicy: [
    [
      "kinesis:AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream " +
        "DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream MergeShards " +
        "PutRecord PutRecords SplitShard RemoveTagsFromStream",
      "kinesis:stream/{StreamName}",
    ],
  ],
  KinesisStreamReadPolicy: [
    ["kinesis:ListStreams DescribeLimits", "kinesis:stream/*"],
    ["kinesis:DescribeStream DescribeStreamSummary GetRecords GetShardIterator", "kinesis:stream/{StreamName}"],
  ],
  LambdaInvokePolicy: [["lambda:InvokeFunction", "lambda:function:{FunctionName}*"]],
  S3CrudPolicy: [
    [
      "s3:GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration " +
        "PutLifecycleConfiguration DeleteObject",
      ...BUCKET_AND_OBJECTS,
    ],
  ],
  S3ReadPolicy: [
    ["s3:GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration", ...BUCKET_AND_OBJECTS],
  ],
  S3WritePolicy: [["s3:PutObject PutObjectAcl PutLifecycleConfiguration", ...BUCKET_AND_OBJECTS]],
  SNSCrudPolicy: [
    ["sns:ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish", "sns:{TopicName}*"],
  ],
  SNSPublishMessagePolicy: [["sns:Publish", "sns:{TopicName}"]],
  SQSPollerPolicy: [
    [
      "sqs:ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes " +
        "ReceiveMessage",
      "sqs:{QueueName}",
    ],
  ],
  SQSSendMessagePolicy: [["sqs:SendMessage*", "sqs:{QueueName}"]],
  SSMParameterReadPolicy: [
    ["ssm:DescribeParameters", "*"],
    ["ssm:GetParameters GetParameter GetParametersByPath", "ssm:parameter/{ParameterName}"],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ["ssm:DescribeParameters", "*"],
    ["ssm:GetParameters GetParameter GetParametersByPath", "ssm:parameter{ParameterName}"],
  ],
  StepFunctionsCallbackPolicy: [
    ["states:SendTaskFailure SendTaskHeartbeat SendTaskSuccess", "states:stateMachine:{StateMachineName}"],
  ],
  StepFunctionsExecutionPolicy: [["states:StartExecution", "states:stateMachine:{StateMachineName}"]],
  VPCAccessPolicy: [
    ["ec2:CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface", "*"],
  ],
};

/** The policy document of a SAM policy template; undefined for one that is not known here. */
export function policyTemplate(name: string, parameters: PlainObject): PlainObject | undefined {
  const statements = own(TEMPLATES, name);
  return statements && { Statement: statements.map((statement) => statementOf(statement, parameters)) };
}

function statementOf([actions, ...patterns]: Statement, parameters: PlainObject): PlainObject {
  const [service, names = ""] = actions.split(":");
  const resources = patterns.map((pattern) => resourceOf(pattern, parameters));
  return {
    Action: names.split(" ").map((name) => `${service}:${name}`),
    Effect: "Allow",
    Resource: resources.length === 1 ? resources[0] : resources,
  };
}

function resourceOf(pattern: string, parameters: PlainObject): unknown {
  if (pattern === "*") return pattern;
  const text = pattern.replace(/\{(\w+)\}/g, "${$1}");
  return sub(pattern.startsWith("{") ? text : arnOf(text), parameters);
}

/** Names of buckets are unique the world over: their ARNs have neither region nor account. */
const arnOf = (text: string) =>
  `arn:\${AWS::Partition}:${text.startsWith("s3:") ? text : text.replace(":", ":${AWS::Region}:${AWS::AccountId}:")}`;
