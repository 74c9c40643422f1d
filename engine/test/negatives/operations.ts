/** AWS's models of a service, as botocore names them, and its operations that the engine answers. */
export interface Modelled {
  readonly models: readonly string[];
  readonly operations: readonly string[];
  /** False: the engine holds no input against the model, and only tests know it. Default true. */
  readonly isChecked?: boolean;
}

const words = (text: string) => text.trim().split(/\s+/);

/** All operations that the engine answers, by the service's name in ARNs. A test holds this against the services. */
export const MODELLED: Readonly<Record<string, Modelled>> = {
  apigateway: {
    models: ["apigatewayv2/2018-11-29"],
    operations: words(`GetApi GetApis GetAuthorizer GetAuthorizers GetIntegration GetIntegrations GetRoute GetRoutes
      GetStage GetStages`),
    isChecked: false,
  },
  bedrock: {
    models: ["bedrock-runtime/2023-09-30"],
    operations: words("Converse ConverseStream InvokeModel InvokeModelWithResponseStream"),
  },
  cloudformation: {
    models: ["cloudformation/2010-05-15"],
    operations: words("DescribeStackResource DescribeStackResources DescribeStacks ListStackResources ListStacks"),
  },
  dynamodb: {
    models: ["dynamodb/2012-08-10", "dynamodbstreams/2012-08-10"],
    operations: words(`BatchExecuteStatement BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable
      DescribeTable DescribeTimeToLive ExecuteStatement ExecuteTransaction GetItem ListTables ListTagsOfResource PutItem
      Query Scan TagResource TransactGetItems TransactWriteItems UntagResource UpdateItem UpdateTable UpdateTimeToLive
      DescribeStream GetRecords GetShardIterator ListStreams`),
  },
  events: {
    models: ["events/2015-10-07"],
    operations: words(`CreateEventBus DeleteEventBus DeleteRule DescribeEventBus DescribeRule DisableRule EnableRule
      ListEventBuses ListRuleNamesByTarget ListRules ListTargetsByRule PutEvents PutRule PutTargets RemoveTargets
      TestEventPattern`),
  },
  "execute-api": {
    models: ["apigatewaymanagementapi/2018-11-29"],
    operations: words("DeleteConnection GetConnection PostToConnection"),
    isChecked: false,
  },
  firehose: {
    models: ["firehose/2015-08-04"],
    operations: words("DescribeDeliveryStream ListDeliveryStreams PutRecord PutRecordBatch"),
  },
  lambda: {
    models: ["lambda/2015-03-31"],
    operations: words(`GetEventSourceMapping GetFunction GetFunctionConfiguration GetPolicy Invoke InvokeAsync
      InvokeWithResponseStream ListEventSourceMappings ListFunctions UpdateEventSourceMapping`),
  },
  logs: {
    models: ["logs/2014-03-28"],
    operations: words("DescribeLogGroups DescribeLogStreams FilterLogEvents GetLogEvents StartLiveTail"),
  },
  secretsmanager: {
    models: ["secretsmanager/2017-10-17"],
    operations: words(`CancelRotateSecret CreateSecret DeleteSecret DescribeSecret GetRandomPassword GetSecretValue
      ListSecretVersionIds ListSecrets PutSecretValue RestoreSecret RotateSecret TagResource UntagResource UpdateSecret
      UpdateSecretVersionStage`),
  },
  sns: {
    models: ["sns/2010-03-31"],
    operations: words(`CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListSubscriptions
      ListSubscriptionsByTopic ListTagsForResource ListTopics Publish PublishBatch SetSubscriptionAttributes
      SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource`),
  },
  sqs: {
    models: ["sqs/2012-11-05"],
    operations: words(`CancelMessageMoveTask ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue
      DeleteMessage DeleteMessageBatch DeleteQueue GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues
      ListMessageMoveTasks ListQueueTags ListQueues PurgeQueue ReceiveMessage SendMessage SendMessageBatch
      SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue`),
  },
  ssm: {
    models: ["ssm/2014-11-06"],
    operations: words(`DeleteParameter DeleteParameters DescribeParameters GetParameter GetParameterHistory
      GetParameters GetParametersByPath PutParameter`),
  },
  states: {
    models: ["stepfunctions/2016-11-23"],
    operations: words(`DescribeExecution DescribeStateMachine DescribeStateMachineForExecution GetExecutionHistory
      ListExecutions ListStateMachines SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution
      StartSyncExecution StopExecution`),
  },
  sts: { models: ["sts/2011-06-15"], operations: words("AssumeRole GetCallerIdentity GetSessionToken") },
};
