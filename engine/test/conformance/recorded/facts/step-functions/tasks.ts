import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** A Task state that calls a service of the stack in `tasks.test.ts`. */
export interface TaskFact extends RecordedFact {
  /** The text after `arn:aws:states:::`. */
  readonly resource: string;
  /** The state's input. `${Table}` and its like stand for names of the stack. */
  readonly input: object;
  /** Fields of the state besides. */
  readonly fields?: object;
  readonly error?: string;
  readonly cause?: string | RegExp;
  readonly output?: unknown;
  /** Members that the output has not. */
  readonly absent?: readonly string[];
  /** Members of the event that schedules the task. */
  readonly scheduled?: object;
}

const of = (place: string, date: string, rows: Parameters<typeof from<TaskFact>>[3]) =>
  from<TaskFact>("localstack", place, date, rows);

/** UUIDs; of DynamoDB, 52 letters and digits. */
const ID = "[0-9A-Za-z-]{36,52}";
const byJava1 = (message: string, service: string, status: number, code: string) =>
  new RegExp(
    `^${message} \\(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${ID}; Proxy: null\\)$`,
  );
const byJava2 = (message: string, service: string) =>
  new RegExp(`^${message} \\(Service: ${service}, Status Code: 400, Request ID: ${ID}\\)`);

const item = { id: { S: "1" } };

export const tasks: FactTable<TaskFact> = {
  service: "Step Functions",
  subject: "tasks of other services",
  facts: [
    ...of("error_handling/test_task_service_dynamodb", "2023-05-16", [
      {
        id: "states/dynamodb-no-table",
        resource: "dynamodb:putItem",
        input: { TableName: "none", Item: item },
        error: "DynamoDB.ResourceNotFoundException",
        cause: byJava1("Requested resource not found", "AmazonDynamoDBv2", 400, "ResourceNotFoundException"),
      },
      {
        id: "states/dynamodb-unmodelled",
        resource: "dynamodb:putItem",
        input: { TableName: "/none", Item: item },
        error: "DynamoDB.AmazonDynamoDBException",
        cause: byJava1(".*", "AmazonDynamoDBv2", 400, "ValidationException"),
      },
      {
        id: "states/dynamodb-null-item",
        resource: "dynamodb:putItem",
        input: { TableName: "${Table}", Item: null },
        error: "DynamoDB.AmazonDynamoDBException",
        cause: byJava1(".*", "AmazonDynamoDBv2", 400, "ValidationException"),
      },
    ]),
    ...of("error_handling/test_aws_sdk", "2023-07-27", [
      {
        id: "states/sdk-dynamodb-no-table",
        resource: "aws-sdk:dynamodb:putItem",
        input: { TableName: "none", Item: item },
        error: "DynamoDb.ResourceNotFoundException",
        cause: byJava2("Requested resource not found", "DynamoDb"),
      },
      {
        id: "states/sdk-dynamodb-unmodelled",
        resource: "aws-sdk:dynamodb:putItem",
        input: { TableName: "${Table}", Item: null },
        error: "DynamoDb.DynamoDbException",
        cause: byJava2(".*", "DynamoDb"),
      },
      {
        id: "states/sdk-secret-name",
        resource: "aws-sdk:secretsmanager:createSecret",
        input: { Name: "Invalid Name", SecretString: "x" },
        error: "SecretsManager.SecretsManagerException",
        cause: byJava2("Invalid name. Must be a valid name containing alphanumeric characters, .*", "SecretsManager"),
      },
    ]),
    ...of("error_handling/test_task_service_sqs", "2023-06-22", [
      {
        id: "states/sqs-no-body",
        resource: "sqs:sendMessage",
        input: { QueueUrl: "${Queue}", MessageBody: null },
        error: "SQS.AmazonSQSException",
        cause: byJava1("The request must contain the parameter MessageBody.", "AmazonSQS", 400, "MissingParameter"),
      },
    ]),
    ...of("services/test_sns_task_service", "2025-11-06", [
      {
        id: "states/sns-no-topic",
        resource: "sns:publish",
        input: { TopicArn: "arn:aws:sns:us-east-1:000000000000:none", Message: "x" },
        error: "SNS.NotFoundException",
        cause: byJava1("Topic does not exist", "AmazonSNS", 404, "NotFound"),
      },
      {
        id: "states/sns-fifo-without-group",
        resource: "sns:publish",
        input: { TopicArn: "${FifoTopic}", Message: "x" },
        error: "SNS.InvalidParameterException",
        cause: byJava1(
          "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
          "AmazonSNS",
          400,
          "InvalidParameter",
        ),
      },
      {
        id: "states/sns-publish",
        resource: "sns:publish",
        input: { TopicArn: "${Topic}", Message: { a: 1 } },
        output: {
          MessageId: new RegExp(ID),
          SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { "Content-Type": "text/xml" } },
          SdkResponseMetadata: { RequestId: new RegExp(ID) },
        },
      },
    ]),
    ...of("error_handling/test_task_service_lambda", "2023-06-22", [
      {
        id: "states/lambda-none",
        resource: "lambda:invoke",
        input: { FunctionName: "none", Payload: null },
        error: "Lambda.ResourceNotFoundException",
        cause:
          /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:none:\$LATEST \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
      },
    ]),
    ...of("services/test_sfn_task_service", "2025-11-06", [
      {
        id: "states/start-execution",
        resource: "states:startExecution",
        input: { StateMachineArn: "${Pass}", Input: null, Name: "one" },
        output: {
          ExecutionArn: /:execution:pass:one$/,
          SdkHttpMetadata: { HttpHeaders: { "Content-Type": "application/x-amz-json-1.0" }, HttpStatusCode: 200 },
        },
      },
      {
        id: "states/start-no-machine",
        resource: "states:startExecution",
        input: { StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:none", Input: {} },
        error: "StepFunctions.StateMachineDoesNotExistException",
        cause: byJava1(
          "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:none'",
          "AWSStepFunctions",
          400,
          "StateMachineDoesNotExist",
        ),
      },
    ]),
    ...of("services/test_aws_sdk_task_service", "2025-11-06", [
      {
        id: "states/sdk-start-object",
        resource: "aws-sdk:sfn:startExecution",
        input: { StateMachineArn: "${Pass}", Input: { key: "value" } },
        output: { ExecutionArn: /:execution:pass:/ },
        absent: ["SdkHttpMetadata"],
      },
      {
        id: "states/sdk-start-null",
        resource: "aws-sdk:sfn:startExecution",
        input: { StateMachineArn: "${Pass}", Input: null, Name: "two" },
        output: { ExecutionArn: /:execution:pass:two$/ },
      },
      {
        id: "states/sdk-no-token",
        resource: "aws-sdk:sfn:sendTaskSuccess",
        input: { TaskToken: "none", Output: "ParameterOutput" },
        error: "Sfn.InvalidTokenException",
        cause: byJava2("Invalid Token: 'Invalid token'", "Sfn"),
      },
      {
        id: "states/sdk-no-token-failure",
        resource: "aws-sdk:sfn:sendTaskFailure",
        input: { TaskToken: "none" },
        error: "Sfn.InvalidTokenException",
        cause: byJava2("Invalid Token: 'Invalid token'", "Sfn"),
      },
    ]),
    ...of("services/test_events_task_service", "2025-11-06", [
      {
        id: "states/put-events",
        resource: "events:putEvents",
        input: { Entries: [{ Detail: { a: 1 }, DetailType: "d", Source: "s" }] },
        output: { FailedEntryCount: 0, Entries: [{ EventId: new RegExp(ID) }] },
        absent: ["SdkHttpMetadata", "SdkResponseMetadata"],
      },
      {
        id: "states/put-events-malformed",
        resource: "events:putEvents",
        input: { Entries: [{ Detail: '"text"', DetailType: "d", Source: "s" }] },
        error: "EventBridge.FailedEntry",
        cause:
          '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}]}',
      },
      {
        id: "states/put-events-no-source",
        resource: "events:putEvents",
        input: { Entries: [{ Detail: {}, DetailType: "d" }] },
        error: "EventBridge.FailedEntry",
        cause:
          '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InvalidArgument","ErrorMessage":"Parameter Source is not valid. Reason: Source is a required argument."}]}',
      },
    ]),
    ...of("timeouts/test_timeouts: test_fixed_timeout_service_lambda_with_path", "2024-03-10", [
      {
        id: "states/timeout-path",
        resource: "dynamodb:putItem",
        input: { limit: 5 },
        fields: { TimeoutSecondsPath: "$.limit", Parameters: { TableName: "${Table}", Item: item } },
        output: { SdkHttpMetadata: { HttpStatusCode: 200 } },
        scheduled: { timeoutInSeconds: 5, resource: "putItem", resourceType: "dynamodb" },
      },
    ]),
    ...of("timeouts/test_heartbeats: test_heartbeat_path_timeout", "2024-04-18", [
      {
        id: "states/heartbeat-path",
        resource: "sqs:sendMessage.waitForTaskToken",
        input: { silence: 5 },
        fields: {
          TimeoutSeconds: 600,
          HeartbeatSecondsPath: "$.silence",
          Parameters: { QueueUrl: "${Queue}", MessageBody: { "token.$": "$$.Task.Token" } },
        },
        error: "States.Timeout",
        scheduled: { heartbeatInSeconds: 5, timeoutInSeconds: 600 },
      },
    ]),
  ],
};
