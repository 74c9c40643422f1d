/** The ways to let the source use the destination: a policy of one side's role, or of the resource that is used. */
export type GrantKind = "role" | "queue" | "topic" | "function";

export interface Grant {
  readonly actions: readonly string[];
  /** Texts for `Fn::Sub`: `${Source}` and `${Destination}` are ARNs, `${DestinationName}` and `${SourceId}` what they say. */
  readonly resources: readonly string[];
}

export interface ConnectorProfile {
  readonly kind: GrantKind;
  /** The owner of the role or policy. */
  readonly holder: "Source" | "Destination";
  /** The service that acts, where it is no role. */
  readonly principal?: string;
  /** `aws:SourceArn`, where a service acts. */
  readonly sourceArn?: string;
  readonly grants: Readonly<Record<string, readonly Grant[]>>;
}

const role = (grants: ConnectorProfile["grants"]): ConnectorProfile => ({ kind: "role", holder: "Source", grants });

/** An event source mapping polls in the name of the function. */
const polling = (grants: ConnectorProfile["grants"]): ConnectorProfile => ({
  kind: "role",
  holder: "Destination",
  grants,
});

const service = (kind: GrantKind, principal: string, action: string, sourceArn = SOURCE): ConnectorProfile => ({
  kind,
  holder: "Destination",
  principal,
  sourceArn,
  grants: { Write: [{ actions: [action], resources: [DESTINATION] }] },
});

const SOURCE = "${Source}";
const DESTINATION = "${Destination}";
const ACCOUNT = "${AWS::Region}:${AWS::AccountId}";
const CALLS = `arn:\${AWS::Partition}:execute-api:${ACCOUNT}:\${SourceId}/*`;
const EXECUTIONS = `arn:\${AWS::Partition}:states:${ACCOUNT}:execution:\${DestinationName}:*`;
const EXECUTIONS_RULE = `arn:\${AWS::Partition}:events:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;

const prefixed = (prefix: string, names: string) => names.split(" ").map((name) => `${prefix}:${name}`);
const grant = (prefix: string, names: string, ...resources: readonly string[]): Grant => ({
  actions: prefixed(prefix, names),
  resources: resources.length > 0 ? resources : [DESTINATION],
});

const invoke = role({ Write: [grant("lambda", "InvokeAsync InvokeFunction")] });
const publish = role({ Write: [grant("sns", "Publish")] });
const putEvents = role({ Write: [grant("events", "PutEvents")] });
const table = role({
  Read: [
    grant(
      "dynamodb",
      "GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect",
      DESTINATION,
      `${DESTINATION}/index/*`,
    ),
  ],
  Write: [
    grant(
      "dynamodb",
      "PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate",
      DESTINATION,
      `${DESTINATION}/index/*`,
    ),
  ],
});
const bucket = role({
  Read: [
    grant(
      "s3",
      "GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts",
      DESTINATION,
      `${DESTINATION}/*`,
    ),
  ],
  Write: [
    grant(
      "s3",
      "AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject",
      DESTINATION,
      `${DESTINATION}/*`,
    ),
  ],
});

/** Profiles by the types of source and destination, as SAM's own profiles have them. */
export const connectorProfiles: Readonly<Record<string, Readonly<Record<string, ConnectorProfile>>>> = {
  "AWS::ApiGateway::RestApi": {
    "AWS::Lambda::Function": service("function", "apigateway.amazonaws.com", "lambda:InvokeFunction", CALLS),
  },
  "AWS::ApiGatewayV2::Api": {
    "AWS::Lambda::Function": service("function", "apigateway.amazonaws.com", "lambda:InvokeFunction", CALLS),
  },
  "AWS::DynamoDB::Table": {
    "AWS::Lambda::Function": polling({
      Read: [grant("dynamodb", "DescribeStream GetRecords GetShardIterator ListStreams", `${SOURCE}/stream/*`)],
    }),
  },
  "AWS::Events::Rule": {
    "AWS::Events::EventBus": putEvents,
    "AWS::Lambda::Function": service("function", "events.amazonaws.com", "lambda:InvokeFunction"),
    "AWS::SNS::Topic": service("topic", "events.amazonaws.com", "sns:Publish"),
    "AWS::SQS::Queue": service("queue", "events.amazonaws.com", "sqs:SendMessage"),
    "AWS::StepFunctions::StateMachine": role({ Write: [grant("states", "StartExecution")] }),
  },
  "AWS::Lambda::Function": {
    "AWS::DynamoDB::Table": table,
    "AWS::Events::EventBus": putEvents,
    "AWS::Lambda::Function": invoke,
    "AWS::S3::Bucket": bucket,
    "AWS::SNS::Topic": publish,
    "AWS::SQS::Queue": role({
      Read: [grant("sqs", "ReceiveMessage GetQueueAttributes")],
      Write: [grant("sqs", "DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue")],
    }),
    "AWS::StepFunctions::StateMachine": role({
      Read: [
        grant("states", "DescribeStateMachine ListExecutions"),
        grant("states", "DescribeExecution DescribeStateMachineForExecution GetExecutionHistory", EXECUTIONS),
      ],
      Write: [grant("states", "StartExecution StartSyncExecution"), grant("states", "StopExecution", EXECUTIONS)],
    }),
  },
  "AWS::S3::Bucket": {
    "AWS::Lambda::Function": service("function", "s3.amazonaws.com", "lambda:InvokeFunction"),
  },
  "AWS::SNS::Topic": {
    "AWS::Lambda::Function": service("function", "sns.amazonaws.com", "lambda:InvokeFunction"),
    "AWS::SQS::Queue": service("queue", "sns.amazonaws.com", "sqs:SendMessage"),
  },
  "AWS::SQS::Queue": {
    "AWS::Lambda::Function": polling({
      Read: [grant("sqs", "ReceiveMessage GetQueueAttributes", SOURCE)],
      Write: [grant("sqs", "DeleteMessage", SOURCE)],
    }),
  },
  "AWS::StepFunctions::StateMachine": {
    "AWS::DynamoDB::Table": table,
    "AWS::Events::EventBus": putEvents,
    "AWS::Lambda::Function": invoke,
    "AWS::S3::Bucket": bucket,
    "AWS::SNS::Topic": publish,
    "AWS::SQS::Queue": role({ Write: [grant("sqs", "SendMessage")] }),
    "AWS::StepFunctions::StateMachine": role({
      Read: [grant("states", "DescribeExecution", EXECUTIONS), grant("events", "DescribeRule", EXECUTIONS_RULE)],
      Write: [
        grant("states", "StartExecution"),
        grant("states", "StopExecution", EXECUTIONS),
        grant("events", "PutTargets PutRule", EXECUTIONS_RULE),
      ],
    }),
  },
};
