import { describe, expect, it } from "vitest";
import { definitions } from "../../src/services/registry.ts";
import { inertTypes, refusedTypes } from "../../src/template/coverage.ts";
import { compileText, complaintsOf, propertiesOf } from "./compile-text.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAMED = /^app-R-[A-Z0-9]{12}$/;

function referTo(type: string, attribute: string, properties = "{}") {
  const stack = compileText(`
Resources:
  R: { Type: "${type}", Properties: ${properties} }
  Use: { Type: Test::Anything, Properties: { Ref: !Ref R, Att: !GetAtt R.${attribute}, Rest: 1 } }
`);
  expect(complaintsOf(stack)).toEqual([]);
  return propertiesOf(stack, "Use");
}

describe("Types that do not run here", () => {
  it.each<[type: string, attribute: string, properties: string, ref: unknown, value: unknown]>([
    ["AWS::IAM::Role", "Arn", "{ RoleName: r }", "r", "arn:aws:iam::111122223333:role/r"],
    ["AWS::IAM::Role", "Arn", "{ RoleName: r, Path: /a/b/ }", "r", "arn:aws:iam::111122223333:role/a/b/r"],
    [
      "AWS::IAM::ManagedPolicy",
      "Arn",
      "{ ManagedPolicyName: p }",
      "arn:aws:iam::111122223333:policy/p",
      expect.anything(),
    ],
    ["AWS::KMS::Key", "KeyId", "{}", expect.stringMatching(UUID), expect.stringMatching(UUID)],
    ["AWS::Logs::LogGroup", "Arn", "{ LogGroupName: /x }", "/x", "arn:aws:logs:eu-west-1:111122223333:log-group:/x:*"],
    ["AWS::S3::Bucket", "DomainName", "{ BucketName: b }", "b", "b.s3.amazonaws.com"],
    [
      "AWS::S3::Bucket",
      "Arn",
      "{}",
      expect.stringMatching(/^app-r-[a-z0-9]{12}$/),
      expect.stringMatching(/^arn:aws:s3:::app-r-/),
    ],
    [
      "AWS::CertificateManager::Certificate",
      "Arn",
      "{}",
      expect.stringMatching(/^arn:aws:acm:eu-west-1:/),
      expect.anything(),
    ],
    ["AWS::Kinesis::Stream", "Arn", "{ Name: s }", "s", "arn:aws:kinesis:eu-west-1:111122223333:stream/s"],
    [
      "AWS::Cognito::UserPool",
      "ProviderName",
      "{}",
      expect.stringMatching(/^eu-west-1_/),
      expect.stringMatching(/^cognito-idp\.eu-west-1/),
    ],
    ["Custom::Thing", "Whatever", "{}", expect.stringMatching(NAMED), expect.stringMatching(NAMED)],
    [
      "AWS::Brand::New",
      "ThingArn",
      "{}",
      expect.stringMatching(NAMED),
      expect.stringMatching(/^arn:aws:brand:eu-west-1:111122223333:new\/app-R-/),
    ],
    [
      "AWS::Brand::New",
      "WebUrl",
      "{}",
      expect.anything(),
      expect.stringMatching(/^https:\/\/app-r-\w+\.brand\.eu-west-1\.amazonaws\.com$/),
    ],
  ])("%s has plausible references, %s among them", (type, attribute, properties, ref, value) => {
    expect(referTo(type, attribute, properties)).toMatchObject({ Ref: ref, Att: value });
  });

  it("are named once each, the unknown ones with a warning", () => {
    const stack = compileText(`
Resources:
  A: { Type: AWS::CloudWatch::Alarm }
  B: { Type: AWS::CloudWatch::Alarm }
  C: { Type: AWS::Brand::New }
`);
    expect(
      stack.notices.map(({ severity, code, message, location }) => [severity, code, message, location?.line]),
    ).toEqual([
      ["info", "inert-resource-type", "AWS::CloudWatch::Alarm: Alarms are not evaluated.", 3],
      ["warning", "unknown-resource-type", "AWS::Brand::New: unknown here; references to it get made-up values.", 5],
    ]);
    expect([...stack.resources.values()].map(({ verdict }) => verdict)).toEqual(["inert", "inert", "inert"]);
  });

  it("say so plainly where AWS would keep something", () => {
    const { notices } = compileText("Resources: { A: { Type: AWS::Events::Archive } }");
    expect(notices.map(({ message }) => message)).toEqual([
      "AWS::Events::Archive: Events are not archived, with --data neither: none can be replayed.",
    ]);
  });

  it("keep their evaluated properties, as roles do whose policies count", () => {
    const stack = compileText(`
Resources:
  R: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyName: !Ref "AWS::Region" }] } }
`);
    expect(propertiesOf(stack, "R")).toEqual({ Policies: [{ PolicyName: "eu-west-1" }] });
  });
});

describe("The coverage table", () => {
  const rows = Object.entries(inertTypes);

  it("is sorted by type, and no type has two verdicts", () => {
    const types = rows.map(([type]) => type);
    expect(types).toEqual([...types].sort());
    expect(Object.keys(refusedTypes).filter((type) => types.includes(type))).toEqual([]);
  });

  it("has no type that a service emulates, nor have two services one type", () => {
    const emulated = definitions.flatMap(({ resourceTypes }) => Object.keys(resourceTypes));
    const all = [...emulated, ...Object.keys(inertTypes), ...Object.keys(refusedTypes)];
    expect(all.filter((type, index) => all.indexOf(type) !== index)).toEqual([]);
  });

  it("explains each type in one sentence", () => {
    for (const [type, { note }] of rows) expect(note, type).toMatch(/^[A-Z][^.]*\.$/);
  });

  it("uses no placeholder in its patterns that has no value", () => {
    const patterns = rows.flatMap(([, { ref = "", attributes = {} }]) => [ref, ...Object.values(attributes)]);
    const placeholders = patterns.flatMap((pattern) => pattern.match(/\{[^}]*\}/g) ?? []);
    const known = ["{name}", "{partition}", "{region}", "{accountId}", "{urlSuffix}", "{Path|/}", "{hex}", "{uuid}"];
    expect(placeholders.filter((placeholder) => !known.includes(placeholder))).toEqual([]);
  });
});
