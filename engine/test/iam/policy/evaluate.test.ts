import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parsePolicyDocument, type RequestContext } from "../../../src/iam/index.ts";

const api = "arn:aws:execute-api:us-east-1:123456789012:abcdef123";
const connect = `${api}/prod/$connect`;

const statements = (...Statement: readonly Record<string, unknown>[]) =>
  parsePolicyDocument({
    Version: "2012-10-17",
    Statement: Statement.map((statement) => ({ Effect: "Allow", ...statement })),
  });

const decide = (
  policy: ReturnType<typeof statements>,
  { action = "execute-api:Invoke", resource = connect, context = {} as RequestContext } = {},
) => evaluate({ statements: policy, action, resource, context }).decision;

const invoke = (Resource: string | readonly string[]) => statements({ Action: "execute-api:Invoke", Resource });

describe("evaluate, resources", () => {
  it.each([
    [connect, "allow"],
    [`${api}/prod/*`, "allow"],
    [`${api}/*`, "allow"],
    [`${api}/*/$connect`, "allow"],
    [`${api}/prod/$c?nnect`, "allow"],
    ["*", "allow"],
    ["arn:aws:execute-api:*:*:*", "allow"],
    ["arn:aws:execute-api:us-east-1:123456789012:*", "allow"],
    ["arn:aws:execute-api:us-*-1:*:*/$connect", "allow"],
    ["arn:aws:execute-api:*", "allow"],
    [`${api}/prod/*/*`, "implicitDeny"],
    [`${api}/prod/GET/*`, "implicitDeny"],
    [`${api}/PROD/$connect`, "implicitDeny"],
    [`${api}/dev/*`, "implicitDeny"],
    [`${api}/prod/$connect/`, "implicitDeny"],
    [`${api}/prod/$connec?t`, "implicitDeny"],
    ["arn:aws:execute-api:us*:123456789012:abcdef123/prod/$connect", "allow"],
    ["arn:aws:execute-api:us*2:abcdef123/prod/$connect", "implicitDeny"],
    ["arn:aws:execute-api:us-east-1:123456789012:other/prod/$connect", "implicitDeny"],
  ])("matches a connect against %s: %s", (resource, decision) => {
    expect(decide(invoke(resource))).toBe(decision);
  });

  it("takes any resource of a list", () => {
    expect(decide(invoke([`${api}/dev/*`, connect]))).toBe("allow");
  });

  it("allows all but a NotResource", () => {
    const policy = statements({ Action: "*", NotResource: `${api}/dev/*` });
    expect(decide(policy)).toBe("allow");
    expect(decide(policy, { resource: `${api}/dev/$connect` })).toBe("implicitDeny");
  });
});

describe("evaluate, actions", () => {
  it.each([
    ["execute-api:Invoke", "allow"],
    ["EXECUTE-API:INVOKE", "allow"],
    ["execute-api:*", "allow"],
    ["execute-api:Inv?ke", "allow"],
    ["*", "allow"],
    ["execute-api:ManageConnections", "implicitDeny"],
    ["execute-api:Invok", "implicitDeny"],
    ["lambda:*", "implicitDeny"],
  ])("matches Invoke against %s: %s", (Action, decision) => {
    expect(decide(statements({ Action, Resource: "*" }))).toBe(decision);
  });

  it("allows all but a NotAction", () => {
    const policy = statements({ NotAction: ["iam:*", "sqs:Send*"], Resource: "*" });
    expect(decide(policy)).toBe("allow");
    expect(decide(policy, { action: "SQS:sendMessage" })).toBe("implicitDeny");
  });
});

describe("evaluate, effects", () => {
  const allow = { Action: "*", Resource: "*" };
  const deny = { ...allow, Effect: "Deny", Sid: "Closed" };

  it("lets a deny win, wherever it stands, and names it", () => {
    for (const policy of [statements(allow, deny), statements(deny, allow)]) {
      const { decision, statement } = evaluate({ statements: policy, action: "a:b", resource: "arn:x" });
      expect([decision, statement?.element.Sid]).toEqual(["explicitDeny", "Closed"]);
    }
  });

  it("denies what nobody allows", () => {
    expect(evaluate({ statements: [], action: "a:b", resource: "arn:x" })).toEqual({ decision: "implicitDeny" });
    expect(decide(statements({ ...deny, Resource: "arn:aws:other" }))).toBe("implicitDeny");
  });

  it("needs the boundary's leave as well", () => {
    const within = (boundary: ReturnType<typeof statements>) =>
      evaluate({ statements: statements(allow), boundary, action: "sqs:SendMessage", resource: "arn:q" }).decision;
    expect(within(statements({ Action: "sqs:*", Resource: "*" }))).toBe("allow");
    expect(within(statements({ Action: "sns:*", Resource: "*" }))).toBe("implicitDeny");
    expect(within([])).toBe("implicitDeny");
    expect(within(statements(allow, deny))).toBe("explicitDeny");
  });

  it("calls a deny explicit, whatever the boundary says", () => {
    const denied = { statements: statements(allow, deny), action: "a:b", resource: "arn:x" };
    expect(evaluate({ ...denied, boundary: [] }).decision).toBe("explicitDeny");
    expect(evaluate({ ...denied, boundary: statements(allow) }).decision).toBe("explicitDeny");
  });

  it("is not widened by a boundary", () => {
    expect(evaluate({ statements: [], boundary: statements(allow), action: "a:b", resource: "x" }).decision).toBe(
      "implicitDeny",
    );
  });
});

describe("evaluate, conditions", () => {
  const context: RequestContext = {
    "aws:SourceIp": "203.0.113.7",
    "aws:CurrentTime": "2026-03-01T12:00:00Z",
    "aws:EpochTime": 1_772_366_400,
    "aws:SecureTransport": true,
    "aws:username": "alice",
    "aws:PrincipalArn": "arn:aws:iam::123456789012:role/app/publisher",
    "aws:TagKeys": ["env", "team"],
    "s3:max-keys": 10,
    "x:empty": [],
  };
  const holds = (Condition: unknown) =>
    decide(statements({ Action: "*", Resource: "*", Condition }), { context }) === "allow";

  it.each([
    [{ StringEquals: { "aws:username": "alice" } }, true],
    [{ StringEquals: { "AWS:UserName": "alice" } }, true],
    [{ StringEquals: { "aws:username": "ALICE" } }, false],
    [{ StringEquals: { "aws:username": ["bob", "alice"] } }, true],
    [{ StringEquals: { "aws:username": "a*" } }, false],
    [{ StringEquals: { "aws:nope": "x" } }, false],
    [{ StringEquals: { "aws:username": "alice", "aws:nope": "x" } }, false],
    [{ StringEquals: { "aws:username": "alice" }, Bool: { "aws:SecureTransport": "false" } }, false],
    [{ StringNotEquals: { "aws:username": "bob" } }, true],
    [{ StringNotEquals: { "aws:username": ["bob", "alice"] } }, false],
    [{ StringNotEquals: { "aws:nope": "x" } }, true],
    [{ StringEqualsIgnoreCase: { "aws:username": "ALICE" } }, true],
    [{ StringNotEqualsIgnoreCase: { "aws:username": "ALICE" } }, false],
    [{ StringLike: { "aws:username": "al*" } }, true],
    [{ StringLike: { "aws:username": ["b*", "?lice"] } }, true],
    [{ StringLike: { "aws:username": "AL*" } }, false],
    [{ StringNotLike: { "aws:username": "al*" } }, false],
    [{ StringEqualsIfExists: { "aws:nope": "x" } }, true],
    [{ StringEqualsIfExists: { "aws:username": "bob" } }, false],
    [{ NumericEquals: { "s3:max-keys": 10 } }, true],
    [{ NumericNotEquals: { "s3:max-keys": "10" } }, false],
    [{ NumericLessThan: { "s3:max-keys": "10" } }, false],
    [{ NumericLessThanEquals: { "s3:max-keys": "10" } }, true],
    [{ NumericGreaterThan: { "s3:max-keys": ["20", "5"] } }, true],
    [{ NumericGreaterThanEquals: { "s3:max-keys": "10.5" } }, false],
    [{ NumericLessThan: { "aws:username": "10" } }, false],
    [{ DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }, true],
    [{ DateLessThan: { "aws:CurrentTime": "2026-03-01T12:00:00Z" } }, false],
    [{ DateLessThanEquals: { "aws:CurrentTime": "2026-03-01T13:00:00+01:00" } }, true],
    [{ DateGreaterThan: { "aws:EpochTime": "2027-01-01" } }, false],
    [{ NumericLessThan: { "aws:EpochTime": "1772366401" } }, true],
    [{ DateEquals: { "aws:CurrentTime": "1772366400" } }, true],
    [{ DateNotEquals: { "aws:CurrentTime": "1772366400" } }, false],
    [{ Bool: { "aws:SecureTransport": "true" } }, true],
    [{ Bool: { "aws:SecureTransport": false } }, false],
    [{ Bool: { "aws:nope": "false" } }, false],
    [{ BoolIfExists: { "aws:nope": "false" } }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, true],
    [{ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"] } }, true],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, false],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.8/32" } }, false],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, false],
    [{ NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, true],
    [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/app/publisher" } }, true],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }, true],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*role/app/publisher" } }, false],
    [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } }, false],
    [{ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:user/x" } }, true],
    [{ BinaryEquals: { "aws:username": "alice" } }, true],
    [{ Null: { "aws:nope": "true" } }, true],
    [{ Null: { "aws:nope": "false" } }, false],
    [{ Null: { "aws:username": false } }, true],
    [{ Null: { "aws:username": "true" } }, false],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["env", "team", "cost"] } }, true],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["env"] } }, false],
    [{ "ForAllValues:StringEquals": { "aws:nope": ["env"] } }, true],
    [{ "ForAllValues:StringEquals": { "x:empty": ["env"] } }, true],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["team", "cost"] } }, true],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["cost"] } }, false],
    [{ "ForAnyValue:StringEquals": { "aws:nope": ["cost"] } }, false],
    [{ "ForAnyValue:StringNotEquals": { "aws:nope": ["cost"] } }, false],
    [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["env"] } }, true],
    [{ "ForAllValues:StringNotEquals": { "aws:TagKeys": ["env"] } }, false],
    [{ "ForAnyValue:StringLikeIfExists": { "aws:nope": ["cost"] } }, true],
    [{ StringEquals: { "aws:TagKeys": "team" } }, true],
    [{ StringNotEquals: { "aws:TagKeys": "team" } }, false],
    [{}, true],
  ])("decides %j as %s", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });
});

describe("evaluate, policy variables", () => {
  const user = (username: string) => ({ "aws:username": username });
  const own = statements({ Action: "*", Resource: "arn:aws:s3:::home/${aws:username}/*" });
  const read = (policy: ReturnType<typeof statements>, resource: string, context: RequestContext = {}) =>
    evaluate({ statements: policy, action: "s3:GetObject", resource, context }).decision;

  it("puts the request's value in place", () => {
    expect(read(own, "arn:aws:s3:::home/alice/a.txt", user("alice"))).toBe("allow");
    expect(read(own, "arn:aws:s3:::home/bob/a.txt", user("alice"))).toBe("implicitDeny");
  });

  it("takes a wildcard in a value for the character", () => {
    expect(read(own, "arn:aws:s3:::home/bob/a.txt", user("*"))).toBe("implicitDeny");
    expect(read(own, "arn:aws:s3:::home/*/a.txt", user("*"))).toBe("allow");
    expect(read(own, "arn:aws:s3:::home/b/a.txt", user("?"))).toBe("implicitDeny");
  });

  it("matches nothing while the variable has no value", () => {
    expect(read(own, "arn:aws:s3:::home//a.txt")).toBe("implicitDeny");
    expect(read(own, "arn:aws:s3:::home/${aws:username}/a.txt")).toBe("implicitDeny");
    expect(read(own, "arn:aws:s3:::home/a/a.txt", { "aws:username": ["a", "b"] })).toBe("implicitDeny");
  });

  it("uses a variable's default", () => {
    const policy = statements({ Action: "*", Resource: "arn:aws:s3:::home/${aws:username, 'guest'}" });
    expect(read(policy, "arn:aws:s3:::home/guest")).toBe("allow");
    expect(read(policy, "arn:aws:s3:::home/alice", user("alice"))).toBe("allow");
  });

  it("reads ${*}, ${?} and ${$} as the characters", () => {
    const policy = statements({ Action: "*", Resource: "arn:aws:s3:::a${*}b${?}c${$}" });
    expect(read(policy, "arn:aws:s3:::a*b?c$")).toBe("allow");
    expect(read(policy, "arn:aws:s3:::axxbxc$")).toBe("implicitDeny");
  });

  it("works in conditions", () => {
    const policy = statements({
      Action: "*",
      Resource: "*",
      Condition: { StringLike: { "s3:prefix": "${aws:username}/*" } },
    });
    expect(read(policy, "arn:x", { ...user("alice"), "s3:prefix": "alice/x" })).toBe("allow");
    expect(read(policy, "arn:x", { ...user("*"), "s3:prefix": "alice/x" })).toBe("implicitDeny");
    expect(read(policy, "arn:x", { "s3:prefix": "/x" })).toBe("implicitDeny");
  });

  it("does not let a missing value widen an allow by NotResource, nor narrow a deny", () => {
    const but = { Action: "*", NotResource: "arn:aws:s3:::${aws:username}" };
    expect(read(statements(but), "arn:aws:s3:::x")).toBe("implicitDeny");
    const all = { Action: "*", Resource: "*" };
    expect(read(statements(all, { ...but, Effect: "Deny" }), "arn:aws:s3:::x")).toBe("explicitDeny");
  });

  it("means nothing in the language of 2008", () => {
    const Statement = { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::${aws:username}" };
    const old = parsePolicyDocument({ Version: "2008-10-17", Statement });
    const unversioned = parsePolicyDocument({ Statement });
    for (const policy of [old, unversioned]) {
      expect(read(policy, "arn:aws:s3:::alice", user("alice"))).toBe("implicitDeny");
      expect(read(policy, "arn:aws:s3:::${aws:username}", user("alice"))).toBe("allow");
    }
  });
});

describe("evaluate, principals of resource policies", () => {
  const policy = (principal: Record<string, unknown>, Effect = "Allow") =>
    parsePolicyDocument(
      { Version: "2012-10-17", Statement: { Effect, Action: "sqs:SendMessage", Resource: "*", ...principal } },
      { kind: "resource" },
    );
  const role = "arn:aws:iam::123456789012:role/app/publisher";
  const session = "arn:aws:sts::123456789012:assumed-role/publisher/fn";

  it.each([
    ["*", "events.amazonaws.com", "allow"],
    ["*", session, "allow"],
    [{ AWS: "*" }, session, "allow"],
    [{ Service: "events.amazonaws.com" }, "events.amazonaws.com", "allow"],
    [{ Service: ["sns.amazonaws.com", "events.amazonaws.com"] }, "events.amazonaws.com", "allow"],
    [{ Service: "events.amazonaws.com" }, "sns.amazonaws.com", "implicitDeny"],
    [{ Service: "*" }, "sns.amazonaws.com", "implicitDeny"],
    [{ AWS: "123456789012" }, session, "allow"],
    [{ AWS: "arn:aws:iam::123456789012:root" }, session, "allow"],
    [{ AWS: "210987654321" }, session, "implicitDeny"],
    [{ AWS: role }, session, "allow"],
    [{ AWS: "arn:aws:iam::123456789012:role/publisher" }, session, "allow"],
    [{ AWS: "arn:aws:iam::123456789012:role/publish" }, session, "implicitDeny"],
    [{ AWS: "arn:aws:iam::210987654321:role/publisher" }, session, "implicitDeny"],
    [{ AWS: session }, session, "allow"],
    [{ AWS: [role, "arn:aws:iam::123456789012:user/x"] }, "arn:aws:iam::123456789012:user/x", "allow"],
    [{ AWS: "arn:aws:iam::123456789012:*" }, session, "implicitDeny"],
    [{ AWS: "123456789012" }, "events.amazonaws.com", "implicitDeny"],
  ])("lets Principal %j name %s: %s", (Principal, principal, decision) => {
    const statements = policy({ Principal });
    expect(evaluate({ statements, action: "sqs:SendMessage", resource: "arn:q", principal }).decision).toBe(decision);
  });

  it("denies all but a NotPrincipal", () => {
    const statements = policy({ NotPrincipal: { AWS: role } }, "Deny");
    const decision = (principal: string) =>
      evaluate({ statements, action: "sqs:SendMessage", resource: "arn:q", principal }).decision;
    expect(decision(session)).toBe("implicitDeny");
    expect(decision("arn:aws:sts::123456789012:assumed-role/other/fn")).toBe("explicitDeny");
  });

  it("allows nobody in particular when the caller is unknown", () => {
    const statements = policy({ Principal: { AWS: "123456789012" } });
    expect(evaluate({ statements, action: "sqs:SendMessage", resource: "arn:q" }).decision).toBe("implicitDeny");
  });
});

describe("evaluate, as a whole", () => {
  const text = fc.stringMatching(/^[a-z*?:/${}]{0,12}$/);
  const resource = text.map((rest) => `arn:${rest}`);
  const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: fc.constantFrom("*", "a:*", "a:b", "a:c"),
    Resource: fc.array(resource, { minLength: 1, maxLength: 3 }),
  });
  const policy = fc.array(statement, { maxLength: 5 });
  const parse = (Statement: unknown) => parsePolicyDocument({ Version: "2012-10-17", Statement });

  it("never allows where a statement that applies denies, nor where none applies that allows", () => {
    fc.assert(
      fc.property(policy, resource, (source, target) => {
        const all = parse(source);
        const request = { action: "a:b", resource: target };
        const applying = all.filter(({ applies }) => applies(request)).map(({ effect }) => effect);
        const { decision } = evaluate({ statements: all, ...request });
        expect(decision === "allow").toBe(applying.includes("Allow") && !applying.includes("Deny"));
        expect(decision === "explicitDeny").toBe(applying.includes("Deny"));
      }),
    );
  });

  it("decides the same whatever the order of the statements", () => {
    fc.assert(
      fc.property(policy, resource, (source, target) => {
        const request = { action: "a:b", resource: target };
        const forward = evaluate({ statements: parse(source), ...request }).decision;
        expect(evaluate({ statements: parse(source.toReversed()), ...request }).decision).toBe(forward);
      }),
    );
  });

  it("gives a resource without wildcards exactly itself", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9:/_-]{0,20}$/).map((rest) => `arn:${rest}`);
    fc.assert(
      fc.property(plain, plain, (granted, target) => {
        const allowed = evaluate({ statements: invoke(granted), action: "execute-api:Invoke", resource: target });
        expect(allowed.decision === "allow").toBe(granted === target);
      }),
    );
  });

  it("is not slowed down by a resource made of wildcards", () => {
    const policyOfStars = invoke(`arn:${"*a".repeat(200)}b`);
    const begun = performance.now();
    expect(decide(policyOfStars, { resource: `arn:${"a".repeat(1_600)}` })).toBe("implicitDeny");
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe("evaluate, permissions boundary", () => {
  const allow = statements({ Action: "sqs:*", Resource: "*" });
  const deny = statements({ Effect: "Deny", Action: "sqs:*", Resource: "*" });
  const none = statements();

  it.each([
    ["allows", "allows", allow, allow, { decision: "allow" }],
    ["allows", "is silent", allow, none, { decision: "implicitDeny", byBoundary: true }],
    ["allows", "denies", allow, deny, { decision: "explicitDeny", byBoundary: true }],
    ["is silent", "allows", none, allow, { decision: "implicitDeny" }],
    ["is silent", "is silent", none, none, { decision: "implicitDeny" }],
    ["is silent", "denies", none, deny, { decision: "explicitDeny", byBoundary: true }],
    ["denies", "allows", deny, allow, { decision: "explicitDeny" }],
    ["denies", "denies", deny, deny, { decision: "explicitDeny" }],
  ])("the role %s and its boundary %s", (_role, _boundary, own, boundary, expected) => {
    const action = "sqs:SendMessage";
    const { statement: _, ...decision } = evaluate({ statements: own, boundary, action, resource: "arn:x" });
    expect(decision).toEqual(expected);
  });
});
