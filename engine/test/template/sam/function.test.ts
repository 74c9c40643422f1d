import { describe, expect, it } from "vitest";
import { compileText, complaintsOf, propertiesOf } from "../compile-text.ts";
import { expandText, mistakesIn } from "./expand-text.ts";

const fn = (properties: string, rest = "") => `${rest}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
${properties.replace(/^/gm, "      ")}
`;

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] } }],
};
const managed = (name: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/${name}` });
const BASICS = managed("service-role/AWSLambdaBasicExecutionRole");

const roleOf = (properties: string) => expandText(fn(properties)).resources.FnRole?.Properties;

describe("AWS::Serverless::Function", () => {
  it("becomes a function and its role", () => {
    expect(expandText(fn("CodeUri: src/\nTimeout: 5")).resources).toEqual({
      Fn: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Code: "src/",
          Handler: "app.handler",
          Runtime: "nodejs22.x",
          Timeout: 5,
          Role: { "Fn::GetAtt": ["FnRole", "Arn"] },
          Tags: [{ Key: "lambda:createdBy", Value: "SAM" }],
        },
      },
      FnRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: TRUST,
          ManagedPolicyArns: [BASICS],
          Tags: [{ Key: "lambda:createdBy", Value: "SAM" }],
        },
      },
    });
  });

  it.each<[properties: string, code: unknown]>([
    ["CodeUri: ./src", "./src"],
    ["", "."],
    ["CodeUri: s3://bucket/a/key.zip", { S3Bucket: "bucket", S3Key: "a/key.zip" }],
    ["CodeUri: s3://bucket/key?versionId=7", { S3Bucket: "bucket", S3Key: "key", S3ObjectVersion: "7" }],
    ["CodeUri: { Bucket: b, Key: k, Version: v }", { S3Bucket: "b", S3Key: "k", S3ObjectVersion: "v" }],
    ["InlineCode: exports.x = 1", { ZipFile: "exports.x = 1" }],
    ["ImageUri: x/y:z", { ImageUri: "x/y:z" }],
  ])("with %j has the code %j", (properties, code) => {
    expect(expandText(fn(properties)).resources.Fn?.Properties).toMatchObject({ Code: code });
  });

  it("takes properties that are null for absent, as in AWS's templates for .NET, in events too", () => {
    const event = (more: string) => fn(`Events:\n  E: { Type: SQS, Properties: { Queue: q${more} } }`);
    expect(expandText(event(", DestinationConfig: ~, BatchSize: null")).resources).toEqual(
      expandText(event("")).resources,
    );
    expect(expandText(fn("Role: null\nDescription: ~")).resources).toEqual(expandText(fn("")).resources);
    expect(
      expandText(fn("Timeout: ~", "Globals: { Function: { Timeout: 9 } }")).resources.Fn?.Properties,
    ).not.toHaveProperty("Timeout");
  });

  it("keeps Metadata and DependsOn", () => {
    const { resources } = expandText(`
Resources:
  Fn:
    Type: AWS::Serverless::Function
    DependsOn: Other
    Metadata: { BuildMethod: esbuild, BuildProperties: { Target: es2022 } }
    Properties: { Handler: a.b, Runtime: nodejs22.x }
`);
    expect(resources.Fn).toMatchObject({
      DependsOn: ["Other"],
      Metadata: { BuildMethod: "esbuild", BuildProperties: { Target: "es2022" } },
    });
  });

  it("with a role of its own gets no other", () => {
    const { resources } = expandText(fn("Role: arn:role"));
    expect(resources.Fn?.Properties).toMatchObject({ Role: "arn:role" });
    expect(resources).not.toHaveProperty("FnRole");
  });

  it("gets a role when a choice leaves its own out", () => {
    const conditions = "Conditions: { Own: !Equals [a, b] }";
    const { resources } = expandText(fn('Role: !If [Own, arn:role, !Ref "AWS::NoValue"]', conditions));
    expect(resources.Fn?.Properties).toMatchObject({ Role: { "Fn::GetAtt": ["FnRole", "Arn"] } });
  });

  it("passes tracing, tags and dead-letter queue on", () => {
    const { resources } = expandText(
      fn(
        "Tracing: Active\nTags: { a: b }\nDeadLetterQueue: { Type: SNS, TargetArn: arn:dlq }\nVpcConfig: { SubnetIds: [s] }",
      ),
    );
    expect(resources.Fn?.Properties).toMatchObject({
      TracingConfig: { Mode: "Active" },
      DeadLetterConfig: { TargetArn: "arn:dlq" },
      Tags: expect.arrayContaining([{ Key: "a", Value: "b" }]),
    });
    expect(resources.FnRole?.Properties).toMatchObject({
      ManagedPolicyArns: [
        BASICS,
        managed("AWSXrayWriteOnlyAccess"),
        managed("service-role/AWSLambdaVPCAccessExecutionRole"),
      ],
      Policies: [
        {
          PolicyName: "DeadLetterQueuePolicy",
          PolicyDocument: {
            Version: "2012-10-17",
            Statement: [{ Action: "sns:Publish", Effect: "Allow", Resource: "arn:dlq" }],
          },
        },
      ],
    });
  });

  it("can be given a property that a choice leaves out", () => {
    const { resources } = expandText(fn('Tracing: !Ref "AWS::NoValue"\nCodeUri: !Ref "AWS::NoValue"'));
    expect(resources.Fn?.Properties).not.toHaveProperty("TracingConfig");
    expect(resources.Fn?.Properties).toMatchObject({ Code: "." });
  });

  it("with a property that SAM lacks is a warning with its place", () => {
    expect(expandText(fn("Memory: 128")).notices).toEqual([
      expect.objectContaining({
        severity: "warning",
        code: "unknown-property",
        message: "AWS::Serverless::Function has no property Memory.",
        location: expect.objectContaining({ line: 9 }),
      }),
    ]);
  });
});

describe("Policies", () => {
  it("are managed policies, documents and policy templates", () => {
    const role = roleOf(`
Policies:
  - AWSLambdaExecute
  - arn:aws:iam::aws:policy/Given
  - !Ref OtherPolicy
  - Statement: [{ Effect: Allow, Action: "a:b", Resource: "*" }]
  - DynamoDBReadPolicy: { TableName: !Ref Table }
  - VPCAccessPolicy: {}`);
    const table = (suffix: string) => ({
      "Fn::Sub": [
        `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/\${TableName}${suffix}`,
        { TableName: { Ref: "Table" } },
      ],
    });
    expect(role).toMatchObject({
      ManagedPolicyArns: [BASICS, managed("AWSLambdaExecute"), "arn:aws:iam::aws:policy/Given", { Ref: "OtherPolicy" }],
      Policies: [
        {
          PolicyName: "FnRolePolicy3",
          PolicyDocument: { Statement: [{ Effect: "Allow", Action: "a:b", Resource: "*" }] },
        },
        {
          PolicyName: "FnRolePolicy4",
          PolicyDocument: {
            Statement: [
              {
                Effect: "Allow",
                Action: [
                  "dynamodb:GetItem",
                  "dynamodb:Scan",
                  "dynamodb:Query",
                  "dynamodb:BatchGetItem",
                  "dynamodb:DescribeTable",
                ],
                Resource: [table(""), table("/index/*")],
              },
            ],
          },
        },
        { PolicyName: "FnRolePolicy5", PolicyDocument: { Statement: [{ Resource: "*" }] } },
      ],
    });
  });

  it.each<[template: string, resource: string]>([
    ["SQSSendMessagePolicy: { QueueName: q }", "arn:aws:sqs:eu-west-1:111122223333:q"],
    ["S3WritePolicy: { BucketName: b }", "arn:aws:s3:::b"],
    ["SSMParameterReadPolicy: { ParameterName: p }", "arn:aws:ssm:eu-west-1:111122223333:parameter/p"],
    ["SSMParameterWithSlashPrefixReadPolicy: { ParameterName: /p }", "arn:aws:ssm:eu-west-1:111122223333:parameter/p"],
    ["LambdaInvokePolicy: { FunctionName: f }", "arn:aws:lambda:eu-west-1:111122223333:function:f*"],
    ["AWSSecretsManagerGetSecretValuePolicy: { SecretArn: arn:s }", "arn:s"],
    ["StepFunctionsExecutionPolicy: { StateMachineName: m }", "arn:aws:states:eu-west-1:111122223333:stateMachine:m"],
  ])("from the template %s name %s", (template, resource) => {
    const stack = compileText(`Transform: AWS::Serverless-2016-10-31${fn(`Policies: [{ ${template} }]`)}`);
    expect(complaintsOf(stack)).toEqual([]);
    expect(JSON.stringify(propertiesOf(stack, "FnRole"))).toContain(JSON.stringify(resource));
  });

  it("from an unknown template grant nothing, with a warning", () => {
    const { resources, notices } = expandText(fn("Policies: [{ MadeUpPolicy: {} }]"));
    expect(resources.FnRole?.Properties).toMatchObject({ Policies: [{ PolicyDocument: { Statement: [] } }] });
    expect(notices.map(({ message }) => message)).toEqual(["SAM's policy template MadeUpPolicy grants nothing here."]);
  });

  it("that a choice leaves out are left out", () => {
    const conditions = "Conditions: { Never: !Equals [a, b] }";
    const { resources } = expandText(
      fn('Policies: [!If [Never, AdministratorAccess, !Ref "AWS::NoValue"]]', conditions),
    );
    expect(resources.FnRole?.Properties).toMatchObject({ ManagedPolicyArns: [BASICS] });
  });
});

describe("AutoPublishAlias", () => {
  it("makes a version and an alias that events call", () => {
    const { resources, aliases } = expandText(
      fn(
        "CodeUri: s3://b/k\nEnvironment: { Variables: { A: 1 } }\nAutoPublishAlias: live\nEvents: { Q: { Type: SQS, Properties: { Queue: arn:q } } }",
      ),
    );
    expect(resources).toMatchObject({
      FnVersion7eac8a596e: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Fn" } } },
      FnAliaslive: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live",
          FunctionName: { Ref: "Fn" },
          FunctionVersion: { "Fn::GetAtt": ["FnVersion7eac8a596e", "Version"] },
        },
      },
      FnQ: { Properties: { FunctionName: { Ref: "FnAliaslive" } } },
    });
    expect(aliases).toEqual({ "Fn.Alias": "FnAliaslive", "Fn.Version": "FnVersion7eac8a596e" });
  });

  it.each([
    ["blue-green_1", "FnAliasblueDgreenU1"],
    ["!Ref Alias", "FnAliasfromparameter"],
  ])("%s is %s", (name, aliasId) => {
    const parameters = "Parameters: { Alias: { Type: String, Default: fromparameter } }";
    expect(expandText(fn(`AutoPublishAlias: ${name}`, parameters)).resources).toHaveProperty(aliasId);
  });

  it.each(["a.b", "'42'", "!GetAtt Fn.Arn"])("cannot be %s", (name) => {
    expect(mistakesIn(fn(`AutoPublishAlias: ${name}`))).toEqual([
      "9 AutoPublishAlias must be a name of letters, digits, - and _, or a parameter that holds one.",
    ]);
  });
});

describe("FunctionUrlConfig", () => {
  it("with AuthType NONE lets everybody call", () => {
    const { resources } = expandText(fn("FunctionUrlConfig: { AuthType: NONE, Cors: { AllowOrigins: ['*'] } }"));
    expect(resources).toMatchObject({
      FnUrl: {
        Type: "AWS::Lambda::Url",
        Properties: { AuthType: "NONE", TargetFunctionArn: { Ref: "Fn" }, Cors: { AllowOrigins: ["*"] } },
      },
      FnUrlPublicPermissions: { Properties: { Action: "lambda:InvokeFunctionUrl", Principal: "*" } },
      FnURLInvokeAllowPublicAccess: { Properties: { InvokedViaFunctionUrl: true } },
    });
  });

  it("with AuthType AWS_IAM lets nobody call", () => {
    const { resources } = expandText(fn("FunctionUrlConfig: { AuthType: AWS_IAM }"));
    expect(Object.keys(resources)).toEqual(["Fn", "FnUrl", "FnRole"]);
  });
});

describe("EventInvokeConfig", () => {
  it("makes the destinations that it does not name, and lets the function reach all", () => {
    const { resources, aliases } = expandText(
      fn(`
EventInvokeConfig:
  MaximumRetryAttempts: 1
  DestinationConfig:
    OnSuccess: { Type: SNS }
    OnFailure: { Type: Lambda, Destination: arn:other }`),
    );
    expect(resources).toMatchObject({
      FnEventInvokeConfigOnSuccessTopic: { Type: "AWS::SNS::Topic" },
      FnEventInvokeConfig: {
        Type: "AWS::Lambda::EventInvokeConfig",
        Properties: {
          FunctionName: { Ref: "Fn" },
          Qualifier: "$LATEST",
          MaximumRetryAttempts: 1,
          DestinationConfig: {
            OnSuccess: { Destination: { Ref: "FnEventInvokeConfigOnSuccessTopic" } },
            OnFailure: { Destination: "arn:other" },
          },
        },
      },
      FnRole: {
        Properties: {
          Policies: [
            { PolicyName: "FnEventInvokeConfigOnSuccessSNSPolicy" },
            { PolicyName: "FnEventInvokeConfigOnFailureLambdaPolicy" },
          ],
        },
      },
    });
    expect(aliases).toEqual({ "Fn.DestinationTopic": "FnEventInvokeConfigOnSuccessTopic" });
  });

  it("cannot leave out a destination of a type that SAM does not make", () => {
    expect(mistakesIn(fn("EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: Lambda } } }"))).toEqual([
      "9 EventInvokeConfig: OnFailure needs a Destination or Type SQS or SNS.",
    ]);
  });
});

describe("Globals", () => {
  const globals = `Globals:
  Function:
    Timeout: 3
    MemorySize: 256
    Layers: [arn:common]
    Environment: { Variables: { A: common, B: common } }
    Tags: { a: common }
`;

  it("are merged: maps by key, lists one after the other, all else replaced", () => {
    const { resources } = expandText(
      fn("Timeout: 9\nLayers: [arn:own]\nEnvironment: { Variables: { B: own, C: !Ref X } }", globals),
    );
    expect(resources.Fn?.Properties).toMatchObject({
      Timeout: 9,
      MemorySize: 256,
      Layers: ["arn:common", "arn:own"],
      Environment: { Variables: { A: "common", B: "own", C: { Ref: "X" } } },
    });
  });

  it("do not merge into a function", () => {
    const { resources } = expandText(fn("Environment: !Ref Elsewhere", globals));
    expect(resources.Fn?.Properties).toMatchObject({ Environment: { Ref: "Elsewhere" } });
  });

  it.each([
    ['IgnoreGlobals: "*"', ["Timeout", "MemorySize"]],
    ["IgnoreGlobals: [Timeout]", ["Timeout"]],
  ])("are left out by %s", (attribute, left) => {
    const body = fn("", globals).replace("    Properties:", `    ${attribute}\n    Properties:`);
    const properties = expandText(body).resources.Fn?.Properties ?? {};
    for (const key of left) expect(properties).not.toHaveProperty(key);
  });

  const TYPES = "Api, CapacityProvider, Function, HttpApi, LayerVersion, SimpleTable, StateMachine, WebSocketApi";
  it.each([
    [
      "Functions: {}",
      `error: 'Globals' section is invalid. 'Functions' is not supported. Must be one of the following values - [${TYPES}]. Did you mean Function?`,
    ],
    [
      "Lambda: {}",
      `warning: 'Globals' section is invalid. 'Lambda' is not supported. Must be one of the following values - [${TYPES}].`,
    ],
    [
      "Function: { Policies: [] }",
      "error: 'Globals' section is invalid. 'Policies' is not a supported property of 'Function'.",
    ],
    [
      "HttpApi: { StageName: x }",
      "error: 'Globals' section is invalid. 'StageName' is not a supported property of 'HttpApi'.",
    ],
  ])("that SAM does not take are told in its words: %s", (section, expected) => {
    const { notices } = expandText(fn("", `Globals: { ${section} }`));
    expect(notices.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([expected]);
  });

  it("keep their places", () => {
    const stack = compileText(`Transform: AWS::Serverless-2016-10-31\n${fn("Handler: x.y", globals)}`);
    expect(stack.locate("Fn", ["Properties", "MemorySize"]).line).toBe(5);
    expect(stack.locate("Fn", ["Properties", "Layers", 0]).line).toBe(6);
    expect(stack.locate("Fn", ["Properties", "Environment", "Variables", "B"]).line).toBe(7);
    expect(stack.locate("Fn", ["Properties", "Runtime"]).line).toBe(15);
  });
});

describe("The transform", () => {
  it("works without its declaration, with a warning", () => {
    const stack = compileText("Resources: { T: { Type: AWS::Serverless::SimpleTable } }");
    expect(stack.resources.get("T")?.type).toBe("AWS::DynamoDB::Table");
    expect(stack.notices.map(({ code }) => code)).toContain("sam-not-declared");
  });

  it("expands no resource whose condition does not hold", () => {
    const stack = compileText(`
Transform: AWS::Serverless-2016-10-31
Conditions: { Never: !Equals [a, b] }
Resources:
  Fn: { Type: AWS::Serverless::Function, Condition: Never, Properties: { AutoPublishAlias: "not a name" } }
`);
    expect([...stack.resources]).toEqual([]);
    expect(complaintsOf(stack)).toEqual([]);
  });
});
