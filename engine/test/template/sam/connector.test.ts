import { describe, expect, it } from "vitest";
import { compileText, complaintsOf, propertiesOf } from "../compile-text.ts";
import { expandText } from "./expand-text.ts";

const RESOURCES = `
  Function: { Type: AWS::Serverless::Function, Properties: { InlineCode: x, Handler: h.h, Runtime: nodejs22.x } }
  Other: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn, Code: { ZipFile: x } } }
  Foreign: { Type: AWS::Lambda::Function, Properties: { Role: "arn:aws:iam::1:role/r", Code: { ZipFile: x } } }
  Role: { Type: AWS::IAM::Role }
  Table: { Type: AWS::Serverless::SimpleTable }
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Rule: { Type: AWS::Events::Rule }
  Api: { Type: AWS::ApiGatewayV2::Api }
  Login: { Type: AWS::Cognito::UserPool }
`;

const connecting = (source: string, destination: string, permissions: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  C:
    Type: AWS::Serverless::Connector
    Properties: { Source: { Id: ${source} }, Destination: ${destination}, Permissions: ${permissions} }
${RESOURCES}`;

const idOf = (stack: ReturnType<typeof compileText>, logicalId: string) => stack.resources.get(logicalId)?.physicalId;

describe("AWS::Serverless::Connector", () => {
  it.each<[source: string, destination: string, permissions: string, role: string, actions: readonly string[]]>([
    ["Function", "Table", "[Read]", "FunctionRole", ["dynamodb:GetItem", "dynamodb:Query"]],
    ["Function", "Table", "[Write]", "FunctionRole", ["dynamodb:PutItem"]],
    ["Function", "Topic", "[Write]", "FunctionRole", ["sns:Publish"]],
    ["Other", "Queue", "[Read, Write]", "Role", ["sqs:ReceiveMessage", "sqs:SendMessage"]],
    ["Function", "Other", "[Write]", "FunctionRole", ["lambda:InvokeFunction"]],
    ["Queue", "Function", "[Read, Write]", "FunctionRole", ["sqs:ReceiveMessage", "sqs:DeleteMessage"]],
    ["Table", "Other", "[Read]", "Role", ["dynamodb:GetRecords"]],
  ])("from %s to %s with %s is a policy of %s", (source, destination, permissions, role, actions) => {
    const stack = compileText(connecting(source, `{ Id: ${destination} }`, permissions));
    expect(complaintsOf(stack)).toEqual([]);
    const { Roles, PolicyDocument } = propertiesOf(stack, "CPolicy") as {
      Roles: unknown;
      PolicyDocument: { Statement: { Action: string[] }[] };
    };
    expect(Roles).toEqual([idOf(stack, role)]);
    const allowed = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    for (const action of actions) expect(allowed).toContain(action);
  });

  it("names the table and its indexes, and nothing else", () => {
    const { resources } = expandText(connecting("Function", "{ Id: Table }", "[Read]").replace(/^.*\n/, ""));
    expect(resources.CPolicy).toMatchObject({
      Type: "AWS::IAM::ManagedPolicy",
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Effect: "Allow",
              Resource: ["${Destination}", "${Destination}/index/*"].map((text) => ({
                "Fn::Sub": [text, { Destination: { "Fn::GetAtt": ["Table", "Arn"] } }],
              })),
            },
          ],
        },
      },
    });
  });

  it("from a rule, a topic or an API lets that service in, and only for that source", () => {
    const stack = compileText(connecting("Rule", "[{ Id: Queue }, { Id: Topic }, { Id: Other }]", "[Write]"));
    expect(complaintsOf(stack)).toEqual([]);
    const allowed = (action: string) => ({
      Statement: [expect.objectContaining({ Principal: { Service: "events.amazonaws.com" }, Action: [action] })],
    });
    expect(propertiesOf(stack, "CQueuePolicyDestination0").PolicyDocument).toMatchObject(allowed("sqs:SendMessage"));
    expect(propertiesOf(stack, "CTopicPolicyDestination1").PolicyDocument).toMatchObject(allowed("sns:Publish"));
    expect(propertiesOf(stack, "CWriteLambdaPermissionDestination2")).toMatchObject({
      Principal: "events.amazonaws.com",
      SourceArn: stack.resources.get("Rule")?.attribute("Arn"),
    });
    const api = compileText(connecting("Api", "{ Id: Other }", "[Write]"));
    expect(propertiesOf(api, "CWriteLambdaPermission").SourceArn).toBe(
      `arn:aws:execute-api:eu-west-1:111122223333:${idOf(api, "Api")}/*`,
    );
  });

  it("may stand under Connectors of its source", () => {
    const stack = compileText(`Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: { InlineCode: x, Handler: h.h, Runtime: nodejs22.x }
    Connectors:
      ToQueue: { Properties: { Destination: { Id: Queue }, Permissions: [Write] } }
  Queue: { Type: AWS::SQS::Queue }
`);
    expect(complaintsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, "FToQueuePolicy").Roles).toEqual([idOf(stack, "FRole")]);
  });

  it("may name a resource from elsewhere by its type and ARN", () => {
    const stack = compileText(
      connecting("Function", '{ Type: AWS::SQS::Queue, Arn: "arn:aws:sqs:eu-west-1:1:q" }', "[Write]"),
    );
    expect(propertiesOf(stack, "CPolicy").PolicyDocument).toMatchObject({
      Statement: [{ Resource: ["arn:aws:sqs:eu-west-1:1:q"] }],
    });
  });

  it.each([
    ["Function", "Login", "AWS::Lambda::Function to AWS::Cognito::UserPool"],
    ["Foreign", "Queue", "AWS::Lambda::Function to AWS::SQS::Queue"],
  ])("from %s to %s has no effect, with a warning", (source, destination, pair) => {
    const { notices } = compileText(connecting(source, `{ Id: ${destination} }`, "[Write]"));
    expect(notices).toContainEqual({
      severity: "warning",
      code: "connector-without-effect",
      message: `A connector from ${pair} has no effect here.`,
      logicalId: "C",
      location: expect.objectContaining({ line: 3 }),
    });
  });
});
