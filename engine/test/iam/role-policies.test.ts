import { describe, expect, it } from "vitest";
import { accessDeniedMessage, evaluate, leastPolicy, managedPolicy, rolePolicies } from "../../src/iam/index.ts";
import { UserError } from "../../src/kernel/errors.ts";
import type { Stack } from "../../src/template/model.ts";
import { document, role, roleArn, stackOf } from "./stack.ts";

const may = (stack: Stack, action: string, resource = "arn:aws:sqs:us-east-1:000000000000:q") => {
  const policies = rolePolicies(stack, roleArn);
  if (!policies) throw new Error("There is no such role");
  return evaluate({ ...policies, action, resource }).decision;
};

describe("rolePolicies", () => {
  it("asks for no place in the template before something is told of one: it would be read for that", () => {
    let isRead = false;
    const policies = [{ PolicyName: "a", PolicyDocument: document("sqs:SendMessage") }];
    const { locate, ...stack } = stackOf({ FnRole: role({ Policies: policies }) });
    const lazy: Stack = {
      ...stack,
      locate(...place) {
        isRead = true;
        return locate(...place);
      },
    };
    expect(may(lazy, "sqs:SendMessage")).toBe("allow");
    expect(isRead).toBe(false);
    expect(rolePolicies(lazy, roleArn)?.locate()).toEqual({ file: "FnRole.", line: 7 });
  });

  it("collects what is in the role and what is attached to it", () => {
    const stack = stackOf({
      FnRole: role({
        Policies: [{ PolicyName: "a", PolicyDocument: document("sqs:SendMessage") }],
        ManagedPolicyArns: [
          "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
          "arn:aws:iam::000000000000:policy/Own",
        ],
      }),
      Own: {
        type: "AWS::IAM::ManagedPolicy",
        physicalId: "arn:aws:iam::000000000000:policy/Own",
        properties: { PolicyDocument: document("sns:Publish") },
      },
      Attached: {
        type: "AWS::IAM::ManagedPolicy",
        physicalId: "arn:aws:iam::000000000000:policy/Attached",
        properties: { PolicyDocument: document("events:PutEvents"), Roles: ["local-FnRole"] },
      },
      Inline: {
        type: "AWS::IAM::Policy",
        physicalId: "inline",
        properties: { PolicyDocument: document("dynamodb:PutItem"), PolicyName: "p", Roles: ["other", "local-FnRole"] },
      },
      OfRole: {
        type: "AWS::IAM::RolePolicy",
        physicalId: "of-role",
        properties: { PolicyDocument: document("sqs:PurgeQueue", "Deny"), RoleName: "local-FnRole" },
      },
      OfAnother: {
        type: "AWS::IAM::Policy",
        physicalId: "other",
        properties: { PolicyDocument: document("*"), Roles: ["other"] },
      },
    });
    const granted = ["sqs:SendMessage", "logs:PutLogEvents", "sns:Publish", "events:PutEvents", "dynamodb:PutItem"];
    expect(granted.map((action) => may(stack, action))).toEqual(granted.map(() => "allow"));
    expect(may(stack, "sqs:PurgeQueue")).toBe("explicitDeny");
    expect(may(stack, "s3:GetObject")).toBe("implicitDeny");
    expect(rolePolicies(stack, roleArn)?.unknownPolicies).toEqual([]);
  });

  it("reports attached policies that it does not know, which grant nothing", () => {
    const ManagedPolicyArns = ["arn:aws:iam::aws:policy/AmazonTimestreamFullAccess", "arn:aws:iam::1:policy/Theirs"];
    const stack = stackOf({ FnRole: role({ ManagedPolicyArns }) });
    expect(rolePolicies(stack, roleArn)).toEqual({
      locate: expect.any(Function),
      statements: [],
      boundary: undefined,
      unknownPolicies: ManagedPolicyArns,
    });
  });

  it("limits a role by its permissions boundary, and by an unknown one to nothing", () => {
    const bounded = (PermissionsBoundary: string) =>
      stackOf({
        FnRole: role({
          Policies: [{ PolicyName: "all", PolicyDocument: document("*") }],
          PermissionsBoundary,
        }),
      });
    const sqsOnly = bounded("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
    expect([may(sqsOnly, "sqs:SendMessage"), may(sqsOnly, "sns:Publish")]).toEqual(["allow", "implicitDeny"]);
    const unknown = bounded("arn:aws:iam::000000000000:policy/Nowhere");
    expect(may(unknown, "sqs:SendMessage")).toBe("implicitDeny");
    expect(rolePolicies(unknown, roleArn)?.unknownPolicies).toEqual(["arn:aws:iam::000000000000:policy/Nowhere"]);
  });

  it("knows no role of another name", () => {
    expect(rolePolicies(stackOf({ FnRole: role({}) }), "arn:aws:iam::000000000000:role/Other")).toBeUndefined();
    expect(rolePolicies(stackOf({}), roleArn)).toBeUndefined();
  });

  it("gives a role without policies none", () => {
    expect(rolePolicies(stackOf({ FnRole: role({}) }), roleArn)?.statements).toEqual([]);
  });

  it.each([
    ["Policies.1", { Policies: [{ PolicyDocument: document("a:b") }, { PolicyDocument: { Statement: "x" } }] }],
    ["Policies.0", { Policies: [{ PolicyName: "without a document" }] }],
    ["Policies.0", { Policies: [null] }],
  ])("refuses a malformed document and names its place, %s", (place, properties) => {
    const stack = stackOf({ FnRole: role(properties) });
    expect(() => rolePolicies(stack, roleArn)).toThrow(UserError);
    expect(() => rolePolicies(stack, roleArn)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("The policy of FnRole is not valid: Syntax errors in policy."),
        location: { file: `FnRole.Properties.${place}.PolicyDocument`, line: 7 },
      }),
    );
  });
});

describe("managedPolicy", () => {
  it.each([
    ["AdministratorAccess", "iam:CreateRole", "allow"],
    ["PowerUserAccess", "sqs:SendMessage", "allow"],
    ["PowerUserAccess", "iam:CreateRole", "implicitDeny"],
    ["service-role/AWSLambdaBasicExecutionRole", "logs:CreateLogStream", "allow"],
    ["service-role/AWSLambdaBasicExecutionRole", "sqs:SendMessage", "implicitDeny"],
    ["service-role/AWSLambdaSQSQueueExecutionRole", "sqs:DeleteMessage", "allow"],
    ["service-role/AWSLambdaSQSQueueExecutionRole", "sqs:SendMessage", "implicitDeny"],
    ["service-role/AWSLambdaDynamoDBExecutionRole", "dynamodb:GetRecords", "allow"],
    ["service-role/AWSLambdaDynamoDBExecutionRole", "dynamodb:GetItem", "implicitDeny"],
    ["service-role/AWSLambdaVPCAccessExecutionRole", "ec2:CreateNetworkInterface", "allow"],
    ["AmazonDynamoDBFullAccess", "dynamodb:PutItem", "allow"],
    ["AmazonDynamoDBReadOnlyAccess", "dynamodb:PutItem", "implicitDeny"],
    ["AmazonSQSFullAccess", "sqs:SendMessage", "allow"],
    ["AmazonSNSFullAccess", "sns:Publish", "allow"],
    ["AmazonEventBridgeFullAccess", "events:PutEvents", "allow"],
    ["SecretsManagerReadWrite", "secretsmanager:GetSecretValue", "allow"],
    ["AWSXRayDaemonWriteAccess", "xray:PutTraceSegments", "allow"],
  ])("decides for %s on %s: %s", (name, action, decision) => {
    const statements = managedPolicy(`arn:aws:iam::aws:policy/${name}`) ?? [];
    expect(statements).not.toHaveLength(0);
    expect(evaluate({ statements, action, resource: "arn:aws:any:us-east-1:000000000000:thing" }).decision).toBe(
      decision,
    );
  });

  it("gives AmazonAPIGatewayInvokeFullAccess every API's connections and nothing else", () => {
    const statements = managedPolicy("arn:aws-cn:iam::aws:policy/AmazonAPIGatewayInvokeFullAccess") ?? [];
    const decide = (resource: string) =>
      evaluate({ statements, action: "execute-api:ManageConnections", resource }).decision;
    expect(decide("arn:aws:execute-api:eu-west-1:000000000000:api/dev/POST/@connections/x=")).toBe("allow");
    expect(decide("arn:aws:sqs:eu-west-1:000000000000:q")).toBe("implicitDeny");
  });

  it.each([
    "arn:aws:iam::aws:policy/constructor",
    "arn:aws:iam::000000000000:policy/AdministratorAccess",
    "AdministratorAccess",
  ])("does not know %s", (arn) => {
    expect(managedPolicy(arn)).toBeUndefined();
  });
});

describe("accessDeniedMessage", () => {
  const principal = "arn:aws:sts::123456789012:assumed-role/publisher/fn";
  const connection = "arn:aws:execute-api:us-east-1:123456788190:zgeh0r2vv1/prod/POST/@connections/BFaT_fALIAMCKug=";
  const table = "arn:aws:dynamodb:us-east-1:123456789012:table/T";

  it.each([
    [
      { action: "execute-api:ManageConnections", resource: connection, decision: "implicitDeny" as const },
      "execute-api:ManageConnections on resource: arn:aws:execute-api:us-east-1:********8190:zgeh0r2vv1/prod/POST/@connections/{connectionId}",
    ],
    [
      {
        action: "execute-api:Invoke",
        resource: "arn:aws:execute-api:us-east-1:123456788190:a/p/$connect",
        decision: "explicitDeny" as const,
      },
      "execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********8190:a/p/$connect with an explicit deny",
    ],
    [
      { action: "dynamodb:PutItem", resource: table, decision: "implicitDeny" as const },
      `dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
    ],
    [
      { action: "dynamodb:PutItem", resource: table, decision: "explicitDeny" as const },
      `dynamodb:PutItem on resource: ${table} with an explicit deny in an identity-based policy`,
    ],
    [
      { action: "execute-api:Invoke", resource: "odd", decision: "implicitDeny" as const },
      "execute-api:Invoke on resource: odd",
    ],
  ])("says it as AWS does", (denial, text) => {
    expect(accessDeniedMessage({ principal, ...denial })).toBe(
      `User: ${principal} is not authorized to perform: ${text}`,
    );
  });
});

describe("leastPolicy", () => {
  it("is a statement that allows just that", () => {
    expect(leastPolicy("sqs:SendMessage", "arn:q")).toBe(
      '{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:q"}',
    );
  });
});
