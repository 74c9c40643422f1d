import { beforeEach, describe, expect, it } from "vitest";
import { createAccessControl, type IamMode, type RequestContext, requestConditions } from "../../src/iam/index.ts";
import { ServiceError } from "../../src/kernel/errors.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import type { Principal } from "../../src/wire/principal.ts";
import { document, type Part, role, roleArn, stackOf } from "./stack.ts";

const developer: Principal = { kind: "developer", arn: "arn:aws:iam::000000000000:user/developer" };
const session = "arn:aws:sts::000000000000:assumed-role/local-FnRole/Fn";
const fn: Principal = { kind: "role", arn: session, roleArn };
const queue = "arn:aws:sqs:us-east-1:000000000000:orders";
const send = { action: "sqs:SendMessage", resource: queue };
const purge = { action: "sqs:PurgeQueue", resource: queue };

let journal: Journal;
beforeEach(() => {
  journal = createJournal(() => 0);
});

const policies = (...statements: readonly Record<string, unknown>[]) => ({
  Policies: [
    {
      PolicyName: "own",
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
      },
    },
  ],
});

function accessControl(
  mode: IamMode,
  properties?: Record<string, unknown>,
  others: Readonly<Record<string, Part>> = {},
) {
  const stack = stackOf({ ...(properties && { FnRole: role(properties) }), ...others });
  return createAccessControl({ mode, stack, journal, accountId: stack.accountId });
}

function refusal(run: () => void): ServiceError {
  try {
    run();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("Nothing was refused");
}

const recorded = (type: string) => journal.entries({ service: "iam", type }).map(({ data }) => data);

describe("mode enforce", () => {
  it("lets the developer do everything", () => {
    expect(() => accessControl("enforce").check(developer, [purge], "sqs")).not.toThrow();
  });

  it("lets a role do what its policies allow, and no more", () => {
    const { check } = accessControl("enforce", policies({ Action: "sqs:SendMessage", Resource: queue }));
    expect(() => check(fn, [send], "sqs")).not.toThrow();
    expect(() => check(fn, [send, purge], "sqs")).toThrow(ServiceError);
    expect(() => check(fn, [], "sts")).not.toThrow();
  });

  it("refuses all that a role may not which the stack does not define, and says why", () => {
    const elsewhere = "arn:aws:iam::000000000000:role/elsewhere";
    const { check } = accessControl("enforce", policies({ Action: "*" }));
    expect(() => check({ ...fn, roleArn: elsewhere }, [send], "sqs")).toThrow(ServiceError);
    expect(() => check({ ...fn, roleArn: elsewhere }, [send], "sqs")).toThrow(ServiceError);
    expect(recorded("unknown-role")).toEqual([{ roleArn: elsewhere }]);
  });

  it("does not take a role of another account for the one of the same name", () => {
    const { check } = accessControl("enforce", policies({ Action: "*" }));
    const other = { ...fn, roleArn: roleArn.replace("000000000000", "999999999999") };
    expect(() => check(other, [send], "sqs")).toThrow(ServiceError);
  });

  it("refuses a principal that claims to be a role and names none", () => {
    const { check } = accessControl("enforce", policies({ Action: "*" }));
    expect(() => check({ kind: "role", arn: session }, [send], "sqs")).toThrow(ServiceError);
  });

  it("counts a managed policy that it does not know for nothing, and names it once", () => {
    const policyArn = "arn:aws:iam::aws:policy/AmazonTimestreamFullAccess";
    const { check } = accessControl("enforce", { ManagedPolicyArns: [policyArn] });
    expect(() => check(fn, [send], "sqs")).toThrow(ServiceError);
    expect(() => check(fn, [purge], "sqs")).toThrow(ServiceError);
    expect(recorded("unknown-policy")).toEqual([{ roleArn, policyArn }]);
  });

  it("refuses a role whose policy IAM would not take, and names the place", () => {
    const { check } = accessControl("enforce", { Policies: [{ PolicyDocument: { Statement: "x" } }] });
    expect(() => check(fn, [send], "sqs")).toThrow(ServiceError);
    expect(() => check(fn, [send], "sqs")).toThrow(ServiceError);
    expect(recorded("invalid-policy")).toEqual([
      {
        roleArn,
        message: expect.stringContaining("The policy of FnRole is not valid"),
        location: "FnRole.Properties.Policies.0.PolicyDocument:7",
      },
    ]);
  });

  it("respects the permissions boundary", () => {
    const { check } = accessControl("enforce", {
      ...policies({ Action: "*" }),
      PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess",
    });
    expect(() => check(fn, [{ action: "sqs:GetQueueUrl", resource: queue }], "sqs")).not.toThrow();
    expect(refusal(() => check(fn, [send], "sqs")).message).toMatch(
      / because no permissions boundary allows the sqs:sendmessage action$/,
    );
  });

  it("tells the journal of each lack once, however often the call is refused", () => {
    const { check } = accessControl("enforce", policies({ Action: "sqs:SendMessage" }));
    for (let time = 0; time < 3; time++) expect(() => check(fn, [purge], "sqs")).toThrow(ServiceError);
    expect(recorded("denied")).toEqual([expect.objectContaining({ action: "sqs:PurgeQueue", enforced: true })]);
  });
});

describe("mode warn", () => {
  it("goes on, and tells the journal the least policy that would allow it, once", () => {
    const { check } = accessControl("warn", policies({ Action: "sqs:SendMessage" }));
    const elsewhere = { ...purge, resource: `${queue}-2` };
    for (let time = 0; time < 3; time++) check(fn, [send, purge, elsewhere], "sqs");
    check({ ...fn, arn: `${session}-2` }, [purge], "sqs");
    expect(recorded("denied")).toEqual([
      {
        roleArn,
        principalArn: session,
        action: "sqs:PurgeQueue",
        resource: queue,
        decision: "implicitDeny",
        location: "FnRole.:7",
        leastPolicy: JSON.stringify({ Effect: "Allow", Action: "sqs:PurgeQueue", Resource: queue }),
        unknownPolicies: [],
        enforced: false,
      },
      expect.objectContaining({ resource: `${queue}-2` }),
    ]);
  });

  it("tells once of the ids of connections, which are many", () => {
    const { check } = accessControl("warn", policies({ Action: "sqs:SendMessage" }));
    const connections = "arn:aws:execute-api:us-east-1:000000000000:api/dev/POST/@connections/";
    for (const id of ["a=", "b="])
      check(fn, [{ action: "execute-api:ManageConnections", resource: connections + id }], "execute-api");
    expect(recorded("denied")).toEqual([
      expect.objectContaining({
        resource: `${connections}*`,
        leastPolicy: expect.stringContaining(`"Resource":"${connections}*"`),
      }),
    ]);
  });

  it("knows no policy that would help against a deny, nor for what has no ARN", () => {
    const { check } = accessControl(
      "warn",
      policies({ Action: "sqs:*" }, { Effect: "Deny", Action: "sqs:PurgeQueue" }),
    );
    check(fn, [purge], "sqs");
    check(fn, [{ action: "secretsmanager:GetSecretValue", resource: "no-such-secret" }], "secretsmanager");
    expect(recorded("denied").map(({ leastPolicy }) => leastPolicy)).toEqual([undefined, undefined]);
  });

  it("names the policies that it does not know beside what they might allow", () => {
    const policyArn = "arn:aws:iam::aws:policy/AmazonTimestreamFullAccess";
    const { check } = accessControl("warn", { ManagedPolicyArns: [policyArn] });
    check(fn, [send], "sqs");
    check(fn, [send], "sqs");
    expect(recorded("unknown-policy")).toEqual([{ roleArn, policyArn }]);
    expect(recorded("denied")).toEqual([expect.objectContaining({ unknownPolicies: [policyArn] })]);
  });

  it.each([
    ["that the stack does not define", undefined, "unknown-role"],
    ["whose policy is not valid", { Policies: [{ PolicyDocument: {} }] }, "invalid-policy"],
  ])("says once that nothing is known of a role %s, and then no more", (_what, properties, type) => {
    const { check } = accessControl("warn", properties);
    check(fn, [send], "sqs");
    check(fn, [purge], "sqs");
    expect(journal.entries().map((entry) => `${entry.service}/${entry.type}`)).toEqual([`iam/${type}`]);
  });
});

describe("mode off", () => {
  it("looks at nothing", () => {
    accessControl("off", { Policies: [{ PolicyDocument: {} }] }).check(fn, [purge], "sqs");
    expect(journal.entries()).toEqual([]);
  });
});

describe("the refusal of a service", () => {
  const reason = (action: string, resource: string) =>
    `User: ${session} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

  it.each([
    ["dynamodb", 400, "AccessDeniedException", "dynamodb:PutItem", "dynamodb:PutItem"],
    ["events", 400, "AccessDeniedException", "events:PutEvents", "events:PutEvents"],
    ["secretsmanager", 400, "AccessDeniedException", "secretsmanager:GetSecretValue", "secretsmanager:GetSecretValue"],
    ["ssm", 400, "AccessDeniedException", "ssm:GetParameter", "ssm:GetParameter"],
    ["lambda", 403, "AccessDeniedException", "lambda:InvokeFunction", "lambda:InvokeFunction"],
    ["sqs", 403, "AccessDeniedException", "sqs:SendMessage", "sqs:sendmessage"],
    ["sns", 403, "AuthorizationError", "sns:Publish", "SNS:Publish"],
    ["sts", 403, "AccessDenied", "sts:AssumeRole", "sts:AssumeRole"],
    ["another", 403, "AccessDeniedException", "another:Act", "another:Act"],
    ["constructor", 403, "AccessDeniedException", "constructor:Act", "constructor:Act"],
  ])("%s answers %i %s", (service, status, code, action, spelled) => {
    const { check } = accessControl("enforce", policies({ Action: "logs:*" }));
    const resource = arn(service, "thing");
    const error = refusal(() => check(fn, [{ action, resource }], service));
    expect([error.status, error.code, error.message]).toEqual([status, code, reason(spelled, resource)]);
  });

  it("has the code AccessDenied in the Query protocol of SQS", () => {
    const { check } = accessControl("enforce", policies({ Action: "logs:*" }));
    expect(refusal(() => check(fn, [send], "sqs")).queryCode).toBe("AccessDenied");
  });

  it("names no resource where the action has none", () => {
    const { check } = accessControl("enforce", policies({ Action: "logs:*" }));
    const list = { action: "secretsmanager:ListSecrets", resource: "*" };
    expect(refusal(() => check(fn, [list], "secretsmanager")).message).toBe(
      `User: ${session} is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action`,
    );
  });

  it.each([
    ["an identity-based policy", policies({ Action: "*" }, { Effect: "Deny", Action: "sns:*" }), {}],
    [
      "a permissions boundary",
      { ...policies({ Action: "*" }), PermissionsBoundary: "arn:aws:iam::000000000000:policy/Limit" },
      {
        Limit: {
          type: "AWS::IAM::ManagedPolicy",
          physicalId: "arn:aws:iam::000000000000:policy/Limit",
          properties: { PolicyDocument: document("sns:*", "Deny") },
        },
      },
    ],
  ])("says that a deny is in %s", (policy, properties, others) => {
    const { check } = accessControl("enforce", properties, others);
    const publish = { action: "sns:Publish", resource: arn("sns", "news") };
    expect(refusal(() => check(fn, [publish], "sns")).message).toMatch(
      new RegExp(` SNS:Publish on resource: .*:news with an explicit deny in ${policy}$`),
    );
  });

  it("hides the account and the connection, as API Gateway does", () => {
    const { check } = accessControl("enforce", policies({ Action: "logs:*" }));
    const resource = arn("execute-api", "api/dev/POST/@connections/abc=");
    const error = refusal(() => check(fn, [{ action: "execute-api:ManageConnections", resource }], "execute-api"));
    expect([error.status, error.message]).toEqual([
      403,
      `User: ${session} is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:us-east-1:********0000:api/dev/POST/@connections/{connectionId}`,
    ]);
  });
});

describe("condition keys", () => {
  const origin = requestConditions({ sourceIp: "127.0.0.1", userAgent: "aws-cli/2", time: Date.UTC(2026, 2, 1) });
  const allows = (Condition: Record<string, Record<string, unknown>>, own?: RequestContext) => {
    const { check } = accessControl("enforce", policies({ Action: "*", Condition }));
    try {
      check(fn, [own ? { ...send, context: own } : send], "sqs", origin);
      return true;
    } catch {
      return false;
    }
  };

  it.each([
    ["StringEquals", "aws:PrincipalArn", roleArn],
    ["StringEquals", "aws:PrincipalAccount", "000000000000"],
    ["StringEquals", "aws:PrincipalType", "AssumedRole"],
    ["StringEquals", "aws:RequestedRegion", "us-east-1"],
    ["IpAddress", "aws:SourceIp", "127.0.0.0/8"],
    ["StringLike", "aws:UserAgent", "aws-cli/*"],
    ["Bool", "aws:SecureTransport", "true"],
    ["Bool", "aws:ViaAWSService", "false"],
    ["DateLessThan", "aws:CurrentTime", "2026-03-02T00:00:00Z"],
    ["NumericEquals", "aws:EpochTime", 1_772_323_200],
  ])("%s %s holds for %s", (operator, key, value) => {
    expect(allows({ [operator]: { [key]: value } })).toBe(true);
    expect(allows({ Null: { [key]: "true" } })).toBe(false);
  });

  it("of the request's own decide as well", () => {
    const source = { "ForAllValues:StringEquals": { "events:source": "shop" }, Null: { "events:source": "false" } };
    expect(allows(source, { "events:source": "shop" })).toBe(true);
    expect(allows(source, { "events:source": "bank" })).toBe(false);
    expect(allows(source)).toBe(false);
  });

  it("of the caller cannot be claimed by the request", () => {
    const condition = { StringEquals: { "aws:PrincipalArn": "arn:aws:iam::000000000000:role/admin" } };
    expect(allows(condition, { "aws:PrincipalArn": "arn:aws:iam::000000000000:role/admin" })).toBe(false);
  });
});
