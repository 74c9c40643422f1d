import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generateCoverage, generateCoverageJson } from "../../../scripts/generate/closeness/coverage.ts";
import { definitions } from "../../src/services/registry.ts";
import { inertTypes, propertyNotes, refusedTypes } from "../../src/template/coverage.ts";
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
    [
      "AWS::Lambda::CapacityProvider",
      "Arn",
      "{ CapacityProviderName: c }",
      "c",
      "arn:aws:lambda:eu-west-1:111122223333:capacity-provider:c",
    ],
    [
      "AWS::Lambda::MicrovmImage",
      "ImageArn",
      "{ Name: m }",
      "arn:aws:lambda:eu-west-1:111122223333:microvm-image:m",
      expect.stringMatching(/microvm-image:m$/),
    ],
    [
      "AWS::Lambda::WebFunction",
      "Arn",
      "{ FunctionName: w }",
      "w",
      "arn:aws:lambda:eu-west-1:111122223333:web-function/w",
    ],
    [
      "AWS::Lambda::WebFunctionEndpoint",
      "DomainName",
      "{ FunctionName: w, EndpointName: e }",
      "arn:aws:lambda:eu-west-1:111122223333:web-function/w/endpoint/e",
      expect.stringMatching(/\.lambda-web\.eu-west-1\.on\.aws$/),
    ],
    [
      "AWS::ApiGatewayV2::RoutingRule",
      "RoutingRuleArn",
      "{ DomainNameArn: d }",
      expect.stringMatching(/^d\/routingrules\//),
      expect.stringMatching(/^d\/routingrules\//),
    ],
    [
      "AWS::ApiGatewayV2::PortalProduct",
      "PortalProductArn",
      "{}",
      expect.stringMatching(/:\/portalproducts\//),
      expect.stringMatching(/:\/portalproducts\//),
    ],
    [
      "AWS::AppSync::ChannelNamespace",
      "ChannelNamespaceArn",
      "{ ApiId: a, Name: n }",
      "arn:aws:appsync:eu-west-1:111122223333:apis/a/channelNamespace/n",
      expect.anything(),
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

  it.each([
    "AWS::BedrockAgentCore::GatewayTarget",
    "AWS::Cognito::Terms",
    "AWS::Events::Endpoint",
    "AWS::EventSchemas::Schema",
    "AWS::Logs::Delivery",
    "AWS::S3Tables::Table",
    "AWS::S3Vectors::Index",
  ])("knows %s beside its older siblings", (type) => {
    const { notices } = compileText(JSON.stringify({ Resources: { R: { Type: type } } }), {});
    expect(notices.map(({ message }) => message)).not.toContainEqual(expect.stringContaining("unknown here"));
  });

  it("explains each type in one sentence", () => {
    for (const [type, { note }] of rows) expect(note, type).toMatch(/^[A-Z][^.]*\.$/);
  });

  it("uses no placeholder in its patterns that has no value", () => {
    const patterns = rows.flatMap(([, { ref = "", attributes = {} }]) => [ref, ...Object.values(attributes)]);
    const placeholders = patterns.flatMap((pattern) => pattern.match(/\{[^}]*\}/g) ?? []);
    const known = ["{name}", "{partition}", "{region}", "{accountId}", "{urlSuffix}", "{Path|/}", "{hex}", "{uuid}"];
    const isKnown = (placeholder: string) => known.includes(placeholder) || /^\{(lower|upper)\d+\}$/.test(placeholder);
    expect(placeholders.filter((placeholder) => !isKnown(placeholder))).toEqual([]);
  });
});

describe("Properties that do something on AWS only", () => {
  it.each(
    Object.entries(propertyNotes).flatMap(([type, notes]) => Object.keys(notes).map((name) => [type, name] as const)),
  )("%s %s is told of with what becomes of it", (type, name) => {
    const [property = "", ...inner] = name.split(".");
    const value = inner.reduceRight<unknown>((part, key) => ({ [key]: part }), "x");
    const Properties = { [property]: property.endsWith("s") ? [value] : value };
    const { resourceTypes } = definitions.find((service) => Object.hasOwn(service.resourceTypes, type)) ?? {};
    const stack = compileText(JSON.stringify({ Resources: { R: { Type: type, Properties } } }), { resourceTypes });
    expect(stack.notices.map(({ message }) => message)).toContain(
      `${name} of ${type} is accepted without effect: ${propertyNotes[type]?.[name]}`,
    );
  });
});

describe("docs/coverage", () => {
  const committed = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), "utf8");

  it("is what the tables generate, for readers and for machines", async () => {
    expect(await committed("coverage.md")).toBe(generateCoverage());
    expect(await committed("coverage.json")).toBe(generateCoverageJson());
  });

  it("says of each type what becomes of it, and of a type that runs what is read", async () => {
    const { types } = JSON.parse(generateCoverageJson());
    expect(types).toContainEqual({
      type: "AWS::ApiGatewayV2::RoutingRule",
      verdict: "inert",
      service: "ApiGatewayV2",
      note: "Routing rules are not followed; the mappings of the domain name count.",
    });
    const lambda = types.find(({ type }: { type: string }) => type === "AWS::Lambda::Function");
    expect(lambda).toMatchObject({
      verdict: "emulated",
      service: "Lambda",
      properties: {
        Timeout: { verdict: "emulated" },
        TenancyConfig: { verdict: "inert", note: expect.stringContaining("Tenants share") },
      },
    });
  });
});
