import { describe, expect, it } from "vitest";
import { expandText, mistakesIn } from "./expand-text.ts";

const withEvent = (type: string, properties: string, more = "") => `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
        On:
          Type: ${type}
          Properties: ${properties}
${more}`;

const FN_ARN = { "Fn::GetAtt": ["Fn", "Arn"] };
const servicePolicy = (name: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/service-role/${name}` });

const permission = (principal: string, more: Record<string, unknown>) => ({
  Type: "AWS::Lambda::Permission",
  Properties: { Action: "lambda:InvokeFunction", FunctionName: { Ref: "Fn" }, Principal: principal, ...more },
});

describe("Events", () => {
  it.each([
    ["SQS", "Queue", "AWSLambdaSQSQueueExecutionRole"],
    ["DynamoDB", "Stream", "AWSLambdaDynamoDBExecutionRole"],
    ["Kinesis", "Stream", "AWSLambdaKinesisExecutionRole"],
    ["MSK", "Stream", "AWSLambdaMSKExecutionRole"],
  ])("of type %s become a mapping and let the function read", (type, source, policy) => {
    const { resources } = expandText(
      withEvent(
        type,
        `{ ${source}: !GetAtt Q.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures], Enabled: false }`,
      ),
    );
    expect(resources.FnOn).toEqual({
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": "Q.Arn" },
        FunctionName: { Ref: "Fn" },
        BatchSize: 5,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        Enabled: false,
      },
    });
    expect(resources.FnRole?.Properties).toMatchObject({
      ManagedPolicyArns: [servicePolicy("AWSLambdaBasicExecutionRole"), servicePolicy(policy)],
    });
  });

  it("of a stream let the function send what failed", () => {
    const { resources } = expandText(
      withEvent("DynamoDB", "{ Stream: arn:s, DestinationConfig: { OnFailure: { Type: SQS, Destination: arn:q } } }"),
    );
    expect(resources.FnOn?.Properties).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: "arn:q" } },
    });
    expect(resources.FnRole?.Properties).toMatchObject({
      Policies: [
        {
          PolicyName: "FnOnSQSPolicy",
          PolicyDocument: { Statement: [{ Action: "sqs:SendMessage", Effect: "Allow", Resource: "arn:q" }] },
        },
      ],
    });
  });

  it("of a queue need the queue", () => {
    expect(mistakesIn(withEvent("SQS", "{}"))).toEqual(["10 The SQS event On needs Queue."]);
  });

  it("of type EventBridgeRule become a rule that may call the function", () => {
    const { resources } = expandText(
      withEvent("EventBridgeRule", "{ EventBusName: bus, RuleName: r, Pattern: { source: [a] }, InputPath: $.detail }"),
    );
    expect(resources).toMatchObject({
      FnOn: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventBusName: "bus",
          Name: "r",
          EventPattern: { source: ["a"] },
          Targets: [{ Arn: FN_ARN, Id: "FnOnLambdaTarget", InputPath: "$.detail" }],
        },
      },
      FnOnPermission: permission("events.amazonaws.com", { SourceArn: { "Fn::GetAtt": ["FnOn", "Arn"] } }),
    });
  });

  it("of type EventBridgeRule can have a dead-letter queue made", () => {
    const { resources } = expandText(
      withEvent("EventBridgeRule", "{ Pattern: { source: [a] }, DeadLetterConfig: { Type: SQS } }"),
    );
    expect(resources).toMatchObject({
      FnOn: { Properties: { Targets: [{ DeadLetterConfig: { Arn: { "Fn::GetAtt": ["FnOnQueue", "Arn"] } } }] } },
      FnOnQueue: { Type: "AWS::SQS::Queue" },
      FnOnQueuePolicy: {
        Properties: {
          Queues: [{ Ref: "FnOnQueue" }],
          PolicyDocument: { Statement: [{ Principal: { Service: "events.amazonaws.com" } }] },
        },
      },
    });
  });

  it.each<[properties: string, state: unknown]>([
    ["{ Schedule: rate(1 minute) }", undefined],
    ["{ Schedule: rate(1 minute), Enabled: false }", "DISABLED"],
    ["{ Schedule: rate(1 minute), Enabled: true }", "ENABLED"],
    ["{ Schedule: rate(1 minute), State: DISABLED }", "DISABLED"],
  ])("of type Schedule with %s become a rule in the state %s", (properties, State) => {
    const { resources } = expandText(withEvent("Schedule", properties));
    expect(resources.FnOn?.Properties).toEqual({
      ScheduleExpression: "rate(1 minute)",
      ...(State !== undefined && { State }),
      Targets: [{ Arn: FN_ARN, Id: "FnOnLambdaTarget" }],
    });
  });

  it("of type ScheduleV2 become a schedule with a role", () => {
    const { resources } = expandText(withEvent("ScheduleV2", "{ ScheduleExpression: rate(1 minute), Input: x }"));
    expect(resources).toMatchObject({
      FnOn: {
        Type: "AWS::Scheduler::Schedule",
        Properties: {
          Name: "FnOn",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: FN_ARN, RoleArn: { "Fn::GetAtt": ["FnOnRole", "Arn"] }, Input: "x" },
        },
      },
      FnOnRole: { Properties: { Policies: [{ PolicyName: "FnOnLambdaPolicy" }] } },
    });
  });

  it("of type SNS become a subscription that may call the function", () => {
    const { resources } = expandText(withEvent("SNS", "{ Topic: !Ref T, FilterPolicy: { a: [b] } }"));
    expect(resources).toMatchObject({
      FnOn: {
        Type: "AWS::SNS::Subscription",
        Properties: { Protocol: "lambda", Endpoint: FN_ARN, TopicArn: { Ref: "T" }, FilterPolicy: { a: ["b"] } },
      },
      FnOnPermission: permission("sns.amazonaws.com", { SourceArn: { Ref: "T" } }),
    });
  });

  it.each([
    ["T: { Type: AWS::SNS::Topic }", {}],
    ["T: { Type: AWS::SNS::Topic, Properties: { FifoTopic: true } }", { FifoQueue: true }],
  ])("of type SNS with SqsSubscription and the topic %s get a queue between", (topic, queue) => {
    const { resources } = expandText(withEvent("SNS", "{ Topic: !Ref T, SqsSubscription: true }", `  ${topic}`));
    const queueArn = { "Fn::GetAtt": ["FnOnQueue", "Arn"] };
    expect(resources).toMatchObject({
      FnOn: { Properties: { Protocol: "sqs", Endpoint: queueArn } },
      FnOnQueue: { Type: "AWS::SQS::Queue", Properties: queue },
      FnOnQueuePolicy: { Properties: { Queues: [{ Ref: "FnOnQueue" }] } },
      FnOnEventSourceMapping: { Properties: { BatchSize: 10, Enabled: true, EventSourceArn: queueArn } },
    });
  });

  it("of type SNS can name the queue between", () => {
    const { resources } = expandText(
      withEvent(
        "SNS",
        "{ Topic: arn:t, SqsSubscription: { QueueArn: arn:q, QueueUrl: url, BatchSize: 3, QueuePolicyLogicalId: Pol } }",
      ),
    );
    expect(resources).toMatchObject({
      FnOn: { Properties: { Endpoint: "arn:q" } },
      Pol: { Type: "AWS::SQS::QueuePolicy", Properties: { Queues: ["url"] } },
      FnOnEventSourceMapping: { Properties: { BatchSize: 3 } },
    });
    expect(mistakesIn(withEvent("SNS", "{ Topic: arn:t, SqsSubscription: { QueueArn: arn:q } }"))).toEqual([
      "10 SqsSubscription needs QueueArn and QueueUrl.",
    ]);
  });

  it("of type S3 add notifications to their bucket", () => {
    const bucket = "  Bucket: { Type: AWS::S3::Bucket, DependsOn: X, Properties: { BucketName: b } }";
    const { resources } = expandText(
      withEvent("S3", "{ Bucket: !Ref Bucket, Events: [s3:ObjectCreated:*, s3:ObjectRemoved:*] }", bucket),
    );
    expect(resources).toMatchObject({
      Bucket: {
        DependsOn: ["X", "FnOnPermission"],
        Properties: {
          BucketName: "b",
          NotificationConfiguration: {
            LambdaConfigurations: [
              { Function: FN_ARN, Event: "s3:ObjectCreated:*" },
              { Function: FN_ARN, Event: "s3:ObjectRemoved:*" },
            ],
          },
        },
      },
      FnOnPermission: permission("s3.amazonaws.com", { SourceAccount: { Ref: "AWS::AccountId" } }),
    });
    expect(mistakesIn(withEvent("S3", "{ Bucket: elsewhere, Events: x }"))).toEqual([
      "10 The S3 event On must name a bucket of this template by !Ref.",
    ]);
  });

  it("of type CloudWatchLogs become a subscription filter", () => {
    const { resources } = expandText(withEvent("CloudWatchLogs", "{ LogGroupName: g, FilterPattern: p }"));
    expect(resources.FnOn).toMatchObject({
      Type: "AWS::Logs::SubscriptionFilter",
      DependsOn: ["FnOnPermission"],
      Properties: { LogGroupName: "g", FilterPattern: "p", DestinationArn: FN_ARN },
    });
  });

  it("of other types do nothing, with a warning", () => {
    expect(expandText(withEvent("AlexaSkill", "{}")).notices).toEqual([
      expect.objectContaining({
        severity: "warning",
        code: "event-without-effect",
        message: "Events of type AlexaSkill do not reach the function here.",
        location: expect.objectContaining({ line: 10 }),
      }),
    ]);
  });

  it("are read where a choice leaves them", () => {
    const { resources } = expandText(
      `Conditions: { Yes: !Equals [a, a] }${withEvent("SQS", "!If [Yes, { Queue: arn:a }, { Queue: arn:b }]")}`,
    );
    expect(resources.FnOn?.Properties).toMatchObject({ EventSourceArn: "arn:a" });
  });
});
