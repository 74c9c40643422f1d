import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, parsePolicyDocument } from "../../../src/iam/index.ts";

const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
const document = (changes: Record<string, unknown> = {}) => ({
  Version: "2012-10-17",
  Statement: { ...statement, ...changes },
});

describe("parsePolicyDocument", () => {
  it("takes one statement or several, one value or a list", () => {
    const one = parsePolicyDocument(document());
    const many = parsePolicyDocument({
      Version: "2012-10-17",
      Id: "id",
      Statement: [{ Sid: "s", ...statement, Action: ["sqs:SendMessage"], Resource: ["*"] }],
    });
    expect(one[0]?.element).toEqual({ Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["*"] });
    expect(many[0]?.element).toEqual({ Sid: "s", ...one[0]?.element });
  });

  it("takes a document without statements, which allows nothing", () => {
    const statements = parsePolicyDocument({ Version: "2012-10-17", Statement: [] });
    expect(evaluate({ statements, action: "a:b", resource: "*" }).decision).toBe("implicitDeny");
  });

  it.each([
    ["nothing", undefined, "Policy: "],
    ["null", null, "Policy: "],
    ["text", JSON.stringify(document()), "Policy: "],
    ["a list", [], "Policy: "],
    ["no statement", { Version: "2012-10-17" }, "Statement: "],
    ["another version", { ...document(), Version: "2012-10-18" }, "Version: "],
    ["an unknown member", { ...document(), Statements: [] }, "Policy: "],
    ["no effect", document({ Effect: undefined }), "Statement"],
    ["an effect in lower case", document({ Effect: "allow" }), "Statement"],
    ["an unknown member of a statement", document({ Resources: "*" }), "Statement"],
    ["an action without its service", document({ Action: "SendMessage" }), "Statement"],
    ["an action that is no text", document({ Action: 5 }), "Statement"],
    ["an empty list of actions", document({ Action: [] }), "Statement"],
    ["a resource that is no ARN", document({ Resource: "queue" }), "Statement"],
    ["an empty resource", document({ Resource: "" }), "Statement"],
    ["no action", document({ Action: undefined }), "must contain actions"],
    ["an action and a NotAction", document({ NotAction: "sqs:*" }), "must contain actions"],
    ["no resource", document({ Resource: undefined }), "must contain resources"],
    ["a resource and a NotResource", document({ NotResource: "*" }), "must contain resources"],
    ["a principal", document({ Principal: "*" }), "should not specify a principal"],
    [
      "an unknown operator",
      document({ Condition: { StringIs: { "aws:x": "y" } } }),
      "Invalid Condition type : StringIs.",
    ],
    ["an inherited name as operator", document({ Condition: { constructor: { a: "y" } } }), "Invalid Condition type"],
    ["an unknown quantifier", document({ Condition: { "ForSome:StringLike": { a: "b" } } }), "Invalid Condition type"],
    ["Null with IfExists", document({ Condition: { NullIfExists: { a: "true" } } }), "Invalid Condition type"],
    ["Null of no Boolean", document({ Condition: { Null: { a: "yes" } } }), "not a Boolean"],
    ["a number that is none", document({ Condition: { NumericEquals: { a: "ten" } } }), "not a number"],
    ["an empty number", document({ Condition: { NumericEquals: { a: "" } } }), "not a number"],
    ["a date that is none", document({ Condition: { DateLessThan: { a: "soon" } } }), "not a date"],
    ["a Boolean that is none", document({ Condition: { Bool: { a: "yes" } } }), "not a Boolean"],
    ["a network that is none", document({ Condition: { IpAddress: { a: "10.0.0.0/33" } } }), "not an IP address"],
    ["an address that is none", document({ Condition: { IpAddress: { a: "localhost" } } }), "not an IP address"],
    ["no values", document({ Condition: { StringEquals: { a: [] } } }), "Statement"],
    ["a condition without keys", document({ Condition: { StringEquals: "a" } }), "Statement"],
  ])("refuses %s", (_, input, text) => {
    expect(() => parsePolicyDocument(input)).toThrow(expect.objectContaining({ code: "MalformedPolicyDocument" }));
    expect(() => parsePolicyDocument(input)).toThrow(text);
  });

  it.each([
    ["no principal", {}],
    ["a Principal and a NotPrincipal", { Principal: "*", NotPrincipal: "*" }],
    ["an unknown kind of principal", { Principal: { Role: "x" } }],
    ["a principal that is a bare text", { Principal: "arn:aws:iam::123456789012:root" }],
  ])("refuses a resource policy with %s", (_, changes) => {
    expect(() => parsePolicyDocument(document(changes), { kind: "resource" })).toThrow(
      expect.objectContaining({ code: "MalformedPolicyDocument" }),
    );
  });

  it("refuses a resource that is longer than its user allows", () => {
    const of = (length: number) => document({ Resource: ["*", `arn:${"x".repeat(length - 4)}`] });
    expect(parsePolicyDocument(of(512), { maxResourceLength: 512 })).toHaveLength(1);
    expect(() => parsePolicyDocument(of(513), { maxResourceLength: 512 })).toThrow("longer than allowed");
    expect(parsePolicyDocument(of(5_000))).toHaveLength(1);
  });

  it("either refuses a value or makes statements of it, and what is no policy never allows", () => {
    const near = fc.record({
      Version: fc.oneof(fc.constant("2012-10-17"), fc.jsonValue()),
      Statement: fc.oneof(
        fc.jsonValue(),
        fc.record({ Effect: fc.jsonValue(), Action: fc.constant("*"), Resource: fc.constant("*") }),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), near), (input) => {
        let statements: ReturnType<typeof parsePolicyDocument> = [];
        try {
          statements = parsePolicyDocument(input);
        } catch (error) {
          expect(error).toMatchObject({ code: "MalformedPolicyDocument" });
        }
        expect(evaluate({ statements, action: "a:b", resource: "arn:x" }).decision).toBe("implicitDeny");
      }),
    );
  });
});
