import { describe, expect, it } from "vitest";
import { compileText, complaintsOf } from "../compile-text.ts";
import { expandText, mistakesIn } from "./expand-text.ts";

describe("AWS::Serverless::SimpleTable", () => {
  it.each<[properties: string, expected: Record<string, unknown>]>([
    [
      "{}",
      {
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      },
    ],
    [
      "{ PrimaryKey: { Name: pk, Type: Number }, TableName: t, Tags: { a: b } }",
      {
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "N" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        TableName: "t",
        Tags: [{ Key: "a", Value: "b" }],
      },
    ],
    [
      "{ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 }, SSESpecification: { SSEEnabled: true } }",
      {
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        SSESpecification: { SSEEnabled: true },
      },
    ],
  ])("with %s becomes a table", (properties, expected) => {
    const { resources } = expandText(
      `Resources: { T: { Type: AWS::Serverless::SimpleTable, Properties: ${properties} } }`,
    );
    expect(resources).toEqual({ T: { Type: "AWS::DynamoDB::Table", Properties: expected } });
  });

  it.each(["{ Name: pk }", "{ Type: String }", "{ Name: pk, Type: Map }"])("cannot have the key %s", (key) => {
    const template = `Resources: { T: { Type: AWS::Serverless::SimpleTable, Properties: { PrimaryKey: ${key} } } }`;
    expect(mistakesIn(template)).toEqual(["2 PrimaryKey needs a Name and a Type: String, Number or Binary."]);
  });
});

describe("AWS::Serverless::LayerVersion", () => {
  it("gets a logical id of its content, and references follow", () => {
    const stack = compileText(`
Transform: AWS::Serverless-2016-10-31
Resources:
  L: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: s3://b/l, CompatibleRuntimes: [nodejs22.x], RetentionPolicy: Delete } }
  Use: { Type: Test::Anything, Properties: { Layers: [!Ref L] } }
`);
    expect(complaintsOf(stack)).toEqual([]);
    const layer = stack.resources.get("Lb7eb2c268d");
    expect(layer).toMatchObject({
      type: "AWS::Lambda::LayerVersion",
      properties: { Content: { S3Bucket: "b", S3Key: "l" }, LayerName: "L", CompatibleRuntimes: ["nodejs22.x"] },
    });
    expect(stack.resources.get("Use")?.properties).toEqual({ Layers: [layer?.physicalId] });
  });

  it("keeps a local path and its metadata", () => {
    const { resources } = expandText(`
Resources:
  L: { Type: AWS::Serverless::LayerVersion, Metadata: { BuildMethod: nodejs22.x }, Properties: { ContentUri: layer/ } }
`);
    expect(Object.values(resources)).toEqual([
      {
        Type: "AWS::Lambda::LayerVersion",
        Properties: { Content: "layer/", LayerName: "L" },
        Metadata: { BuildMethod: "nodejs22.x" },
      },
    ]);
  });
});

describe("AWS::Serverless::StateMachine", () => {
  it("becomes a state machine, its role, and what its events need", () => {
    const { resources } = expandText(`
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition: { StartAt: A, States: { A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } }
      Policies: [LambdaInvokePolicy: { FunctionName: f }]
      Events:
        Rule: { Type: EventBridgeRule, Properties: { Pattern: { source: [x] } } }
        Clock: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 minute) } }
        Web: { Type: Api, Properties: { Path: /m, Method: post } }
`);
    expect(resources).toMatchObject({
      M: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          StateMachineType: "EXPRESS",
          Definition: { States: { A: { Resource: { "Fn::GetAtt": "Fn.Arn" } } } },
          RoleArn: { "Fn::GetAtt": ["MRole", "Arn"] },
        },
      },
      MRole: { Properties: { Policies: [{ PolicyName: "MRolePolicy0" }] } },
      MRule: {
        Properties: {
          Targets: [
            { Arn: { Ref: "M" }, Id: "MRuleStepFunctionsTarget", RoleArn: { "Fn::GetAtt": ["MRuleRole", "Arn"] } },
          ],
        },
      },
      MRuleRole: { Properties: { Policies: [{ PolicyName: "MRuleRoleStartExecutionPolicy" }] } },
      MClockRole: { Properties: { Policies: [{ PolicyName: "MClockStartExecutionPolicy" }] } },
      MWebRole: { Properties: { Policies: [{ PolicyName: "MWebRoleStartExecutionPolicy" }] } },
      ServerlessRestApi: {
        Properties: {
          Body: {
            paths: {
              "/m": {
                post: {
                  "x-amazon-apigateway-integration": {
                    type: "aws",
                    uri: { "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution" },
                    credentials: { "Fn::GetAtt": ["MWebRole", "Arn"] },
                  },
                },
              },
            },
          },
        },
      },
    });
  });
});

describe("Types that SAM only passes on", () => {
  it("are a nested stack, a capacity provider and an API of AppSync", () => {
    const { resources } = expandText(`
Resources:
  A: { Type: AWS::Serverless::Application, Properties: { Location: ./child.yaml, Parameters: { a: b } } }
  C: { Type: AWS::Serverless::CapacityProvider, Properties: { VpcConfig: { SubnetIds: [s] } } }
  G: { Type: AWS::Serverless::GraphQLApi, Properties: { Auth: { Type: API_KEY } } }
`);
    expect(resources).toMatchObject({
      A: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "./child.yaml", Parameters: { a: "b" } } },
      C: { Type: "AWS::Lambda::CapacityProvider" },
      COperatorRole: { Type: "AWS::IAM::Role" },
      G: { Type: "AWS::AppSync::GraphQLApi", Properties: { Name: "G" } },
    });
  });
});

describe("SAM types that do not run here", () => {
  it.each<[type: string, generated: Record<string, string>]>([
    ["AWS::Serverless::MicrovmImage", { R: "AWS::Lambda::MicrovmImage" }],
    [
      "AWS::Serverless::WebFunction",
      {
        R: "AWS::Lambda::WebFunction",
        REndpoint: "AWS::Lambda::WebFunctionEndpoint",
        RRevision: "AWS::Lambda::WebFunctionRevision",
      },
    ],
  ])("%s becomes what can be referred to", (type, generated) => {
    const { resources } = expandText(`Resources: { R: { Type: ${type}, Properties: { CodeUri: s3://b/k } } }`);
    expect(Object.fromEntries(Object.entries(resources).map(([id, { Type }]) => [id, Type]))).toEqual(generated);
  });
});
