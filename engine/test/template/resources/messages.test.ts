import { describe, expect, it } from "vitest";
import { definitions } from "../../../src/services/registry.ts";
import type { Stack } from "../../../src/template/model.ts";
import { parseTemplate } from "../../../src/template/text/load.ts";
import { compileText, FILE } from "../compile-text.ts";

const resourceTypes = Object.assign({}, ...definitions.map((definition) => definition.resourceTypes));
const compileReal = (text: string): Stack => compileText(text, { resourceTypes });
const told = ({ notices }: Stack) =>
  notices.map(({ severity, message, location }) => `${severity} ${location?.line}: ${message}`);

const SAM = "Transform: AWS::Serverless-2016-10-31";

describe("A misspelt property", () => {
  it.each([
    ["AWS::ApiGatewayV2::Api", "ProtocolTyp: WEBSOCKET", "ProtocolTyp", "ProtocolType"],
    ["AWS::ApiGatewayV2::Api", "protocoltype: WEBSOCKET", "protocoltype", "ProtocolType"],
    ["AWS::ApiGatewayV2::Stage", "AccessLogSetting: {}", "AccessLogSetting", "AccessLogSettings"],
    ["AWS::Lambda::Function", "Enviroment: { Variables: { A: b } }", "Enviroment", "Environment"],
    [
      "AWS::DynamoDB::Table",
      "TimeToLiveSpecification: { AttributeNam: ttl, Enabled: true }",
      "AttributeNam",
      "AttributeName",
    ],
  ])("of %s is an error as on AWS: %s", (type, property, written, meant) => {
    const stack = compileReal(`Resources:\n  Subject:\n    Type: ${type}\n    Properties:\n      ${property}\n`);
    expect(told(stack)).toContain(`error 5: Encountered unsupported property ${written}; did you mean ${meant}?`);
  });

  it.each([
    [
      "AWS::Scheduler::Schedule",
      "Target: { Arn: a, RoleArn: r, InputTransformer: { InputTemplate: x } }",
      "InputTransformer: Target",
    ],
    ["AWS::Events::Rule", "Targets: [{ Id: a, Arn: a, FlexibleTimeWindow: {} }]", "FlexibleTimeWindow: Targets"],
  ])("of %s, and near to no other, is an error within another: %s", (type, property, place) => {
    const stack = compileReal(`Resources:\n  Subject:\n    Type: ${type}\n    Properties:\n      ${property}\n`);
    expect(told(stack)).toContain(
      `error 5: Encountered unsupported property ${place} of ${type} has none of that name.`,
    );
  });

  it("near to no other is none in a type's own list, which AWS may have added to", () => {
    const stack = compileReal(
      "Resources:\n  Subject:\n    Type: AWS::SNS::Topic\n    Properties:\n      Xyzzy: { Plugh: 1 }\n",
    );
    expect(told(stack).filter((line) => line.startsWith("error"))).toEqual([]);
  });

  it("of a SAM resource is one as well", () => {
    const stack = compileReal(`${SAM}
Resources:
  Subject:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handlr: a.b, InlineCode: "x" }
`);
    expect(told(stack)).toContain("error 5: AWS::Serverless::Function has no property Handlr; did you mean Handler?");
  });

  it.each([
    ["AWS::ApiGatewayV2::Api", "FailOnWarnings: true"],
    ["AWS::Lambda::Function", "SnapStart: { ApplyOn: None }"],
    ["AWS::Lambda::Function", "Environment: { Variables: { Enviroment: a } }"],
    ["AWS::SQS::Queue", "BrandNewSetting: 1"],
  ])("is none that AWS knows, nor one that is near to none: %s, %s", (type, property) => {
    const stack = compileReal(`Resources:\n  Subject:\n    Type: ${type}\n    Properties:\n      ${property}\n`);
    expect(told(stack).filter((text) => text.includes("unsupported"))).toEqual([]);
  });
});

describe("An unknown type", () => {
  it.each([
    ["AWS::ApiGatewayV2::Rout", "AWS::ApiGatewayV2::Route"],
    ["AWS::Lambda::Funciton", "AWS::Lambda::Function"],
    ["AWS::Serverless::Fuction", "AWS::Serverless::Function"],
    ["AWS::Log::LogGroup", "AWS::Logs::LogGroup"],
    ["AWS::EC2::Subnett", "AWS::EC2::Subnet"],
  ])("comes with the one that it is near to: %s", (type, meant) => {
    expect(told(compileReal(`Resources:\n  Subject: { Type: ${type} }\n`))).toEqual([
      `warning 2: ${type}: unknown here; did you mean ${meant}?`,
    ]);
  });

  it.each(["AWS::EKS::Cluster", "AWS::EMR::Cluster", "AWS::IoT::Policy", "AWS::ElasticLoadBalancing::LoadBalancer"])(
    "is no slip when AWS has it: %s",
    (type) => {
      expect(told(compileReal(`Resources:\n  Subject: { Type: ${type} }\n`))).toEqual([
        `warning 2: ${type}: unknown here; references to it get made-up values.`,
      ]);
    },
  );

  it.each(["AWS::ApiGateway::DomainNameV2", "AWS::Brand::New", "Custom::Rout"])("may be a newer one: %s", (type) => {
    expect(told(compileReal(`Resources:\n  Subject: { Type: ${type} }\n`)).join()).not.toContain("did you mean");
  });
});

it("A mistake in Globals is told once, where it stands", () => {
  const functions = ["A", "B", "C"].map(
    (id) => `  ${id}: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, InlineCode: x } }`,
  );
  const stack = compileReal(`${SAM}
Globals:
  Function:
    Timeout: many
    Memory: 128
Resources:
${functions.join("\n")}
`);
  expect(told(stack).filter((text) => /Timeout|Memory/.test(text))).toEqual([
    "warning 5: AWS::Serverless::Function has no property Memory.",
    "error 4: Timeout is not valid: it has to be a number, and is no number.",
  ]);
});

it.each([
  [
    "true or false",
    "AWS::ApiGatewayV2::Stage",
    "AutoDeploy: { A: b }",
    "AutoDeploy is not valid: it has to be true or false.",
  ],
  [
    "text",
    "AWS::Lambda::Function",
    "Environment: { Variables: { A: [b] } }",
    "Environment.Variables.A is not valid: it has to be text or a number or true or false, and is a list.",
  ],
  [
    "a small number",
    "AWS::SQS::Queue",
    "ReceiveMessageWaitTimeSeconds: 30",
    "ReceiveMessageWaitTimeSeconds is not valid: it has to be 20 at most.",
  ],
  ["a number", "AWS::Lambda::Function", "Timeout: 0", "Timeout is not valid: it has to be 1 at least."],
  [
    "a date",
    "AWS::Scheduler::Schedule",
    "StartDate: tomorrow",
    "StartDate is not valid: it has to be a date and time, such as 2026-01-31T12:00:00Z.",
  ],
  ["a list", "AWS::Lambda::Function", "Layers: text", "Layers is not valid: it has to be a list, and is text."],
])("A value of another kind than %s is told in plain words", (_what, type, property, message) => {
  const stack = compileReal(`Resources:\n  Subject:\n    Type: ${type}\n    Properties:\n      ${property}\n`);
  expect(told(stack)).toContain(`error 5: ${message}`);
});

it("A second document in the file is told with its line", () => {
  expect(() => parseTemplate("Resources: {}\n---\nResources: {}\n", FILE)).toThrow(
    "A second document begins here (---); a template is one.",
  );
});

it("A nested template at a host without a path is elsewhere, and its stack not run", () => {
  const stack = compileReal(`
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "https://example.com" } }
`);
  expect(told(stack)).toEqual([
    expect.stringContaining("The nested stack is not run: https://example.com is not on this machine"),
  ]);
});
