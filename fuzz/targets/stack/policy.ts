import fc from "fast-check";
import { evaluate, parsePolicyDocument, type Statement } from "../../../engine/src/iam/index.ts";
import { ServiceError } from "../../../engine/src/kernel/errors.ts";
import { expectTrue, refusals, refusing, type Target } from "../../target.ts";
import { halves, pair, parsedOr, textOf } from "../text.ts";

const ACTIONS = ["*", "execute-api:Invoke", "execute-api:*", "sqs:Send?essage", "SQS:SENDMESSAGE", "a:*b*"];
const ARNS = [
  "*",
  "arn:aws:execute-api:us-east-1:1:a/dev/$connect",
  "arn:aws:execute-api:*:*:a/*",
  "arn:aws:sqs:us-east-1:1:${aws:username}",
  "arn:*:*",
];
const VALUES = [
  "a",
  "*",
  "a*",
  "1",
  "10.0.0.0/8",
  "true",
  "${aws:username}",
  "${*}",
  "2026-01-01T00:00:00Z",
  "arn:aws:iam::1:role/*",
];
const OPERATORS = [
  "StringEquals",
  "StringLike",
  "StringNotEquals",
  "NumericLessThan",
  "DateGreaterThan",
  "Bool",
  "IpAddress",
  "NotIpAddress",
  "ArnLike",
  "Null",
  "StringEqualsIfExists",
  "ForAllValues:StringLike",
  "ForAnyValue:StringEquals",
  "BinaryEquals",
];
const KEYS = ["aws:SourceIp", "aws:username", "a", "aws:CurrentTime", "aws:PrincipalArn"];

const oneOrMore = (values: readonly string[]) => {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  return fc.oneof(value, fc.array(value, { maxLength: 3 }));
};

const statement = fc.record(
  {
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: oneOrMore(ACTIONS),
    NotAction: oneOrMore(ACTIONS),
    Resource: oneOrMore(ARNS),
    NotResource: oneOrMore(ARNS),
    Condition: fc.dictionary(
      fc.constantFrom(...OPERATORS),
      fc.dictionary(fc.constantFrom(...KEYS), oneOrMore(VALUES), { maxKeys: 2 }),
      { maxKeys: 2 },
    ),
  },
  { requiredKeys: ["Effect"] },
);

const document = fc
  .record({ Version: fc.constantFrom("2012-10-17", "2008-10-17"), Statement: fc.array(statement, { maxLength: 4 }) })
  .map((value) => JSON.stringify(value));

const context = {
  "aws:SourceIp": "10.1.2.3",
  "aws:username": "a*b",
  a: ["a", "1"],
  "aws:CurrentTime": "2026-01-01T00:00:00.000Z",
};

/** A policy, and a request (action, resource) that it is asked about. */
export const policy = (): Target => ({
  words: [...ACTIONS, ...ARNS, ...VALUES, ...OPERATORS, ...KEYS, '"', ":", "{", "}", "${", "Deny"],
  structured: pair(document, textOf([...ACTIONS, "\n", ...ARNS], 3)),
  run(input) {
    const [text, asked] = halves(input);
    const [action = "", resource = ""] = asked.split("\n");
    const request = { action, resource, context, principal: "arn:aws:iam::1:role/x" };
    for (const kind of ["identity", "resource"] as const) {
      const statements = refusing(refusals(ServiceError), () => parsePolicyDocument(parsedOr(text), { kind }));
      if (statements) judge(statements, request);
    }
  },
});

type Request = Omit<Parameters<typeof evaluate>[0], "statements">;

/** Laws of evaluation: order means nothing, an allow never lifts a denial, and a deny never allows. */
function judge(statements: readonly Statement[], request: Request): void {
  const decide = (some: readonly Statement[]) => evaluate({ ...request, statements: some }).decision;
  const decision = decide(statements);
  const applying = statements.filter(({ applies }) => applies(request));
  const denies = applying.some(({ effect }) => effect === "Deny");
  const expected = denies ? "explicitDeny" : applying.length > 0 ? "allow" : "implicitDeny";
  expectTrue(decision === expected, "a decision is not that of the statements that apply");
  expectTrue(decide(statements.toReversed()) === decision, "the order of statements decides");
  const withoutAllows = decide(statements.filter(({ effect }) => effect === "Deny"));
  expectTrue(denies === (withoutAllows === "explicitDeny"), "a deny is lifted when the allows are taken away");
  const bounded = evaluate({ ...request, statements, boundary: statements }).decision;
  expectTrue(bounded === decision, "a boundary that says the same decides otherwise");
  expectTrue(evaluate({ ...request, statements, boundary: [] }).decision !== "allow", "an empty boundary allows");
}
