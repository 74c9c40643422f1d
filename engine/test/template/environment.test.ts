import { describe, expect, it } from "vitest";
import { readStack } from "../../src/engine.ts";
import type { Notice } from "../../src/template/model.ts";
import { project } from "./compile-files.ts";

const ALARM_TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms";

const template = (sections: string) => `
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: r, Code: { ZipFile: "exports.handler = 1" } }
${sections}
`;

const permission = (arn: string) =>
  template(`  P:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref F, Principal: sns.amazonaws.com, Action: lambda:InvokeFunction, SourceArn: ${arn} }`);

type Files = Readonly<Record<string, string>>;

async function environmentOf(files: Files, options: { accountId?: string; region?: string } = {}) {
  using folder = project(files);
  const [first = ""] = Object.keys(files);
  const { accountId, region, notices } = await readStack({ template: `${folder.dir}/${first}`, ...options });
  const told = (code: string) =>
    notices.filter((notice) => notice.code === code).map((notice) => shown(notice, folder.dir));
  return { accountId, region, found: told("environment-found"), foreign: told("foreign-arn") };
}

const shown = ({ message, location }: Notice, dir: string) =>
  `${location?.file.slice(dir.length + 1)}:${location?.line ?? ""} ${message}`;

const DEFAULT = { accountId: "000000000000", region: "us-east-1" };
const LITERAL = { accountId: "111122223333", region: "eu-west-1" };

describe("the account and region of a template", () => {
  it.each<[what: string, arn: string, expected: typeof DEFAULT]>([
    ["one literal ARN", ALARM_TOPIC, LITERAL],
    ["a joined ARN", '!Join [":", [arn, !Ref AWS::Partition, sns, eu-west-1, "111122223333", alarms]]', LITERAL],
    ["CDK's joined ARN", '!Join ["", ["arn:", !Ref AWS::Partition, ":sns:eu-west-1:111122223333:", x]]', LITERAL],
    ["an ARN with variables", '!Sub "arn:${AWS::Partition}:sns:eu-west-1:111122223333:${F}"', LITERAL],
    [
      "an account in the own region",
      '!Sub "arn:aws:sns:${AWS::Region}:111122223333:x"',
      { ...LITERAL, region: "us-east-1" },
    ],
    [
      "a region in the own account",
      '!Sub "arn:aws:sns:eu-west-1:${AWS::AccountId}:x"',
      { ...DEFAULT, region: "eu-west-1" },
    ],
    ["an ARN in an ARN", `arn:aws:apigateway:eu-west-1:lambda:path/functions/${ALARM_TOPIC}/invocations`, LITERAL],
    ["a role", "arn:aws:iam::111122223333:role/r", { ...LITERAL, region: "us-east-1" }],
    [
      "ARNs of two accounts",
      `[${ALARM_TOPIC}, "arn:aws:sns:eu-west-1:444455556666:x"]`,
      { ...DEFAULT, region: "eu-west-1" },
    ],
    ["somebody else's layer", "arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:1", DEFAULT],
    ["a certificate of CloudFront", `[${ALARM_TOPIC}, "arn:aws:acm:us-east-1:111122223333:certificate/x"]`, LITERAL],
    [
      "ARNs beside a partner's role",
      `[${ALARM_TOPIC}, "arn:aws:iam::464622532012:root", "arn:aws:iam::111122223333:role/r"]`,
      LITERAL,
    ],
    ["AWS's own policies", "arn:aws:iam::aws:policy/ReadOnlyAccess", DEFAULT],
  ])("come from %s", async (_what, arn, expected) => {
    const Value = template(`  T: { Type: Custom::Thing, Properties: { Value: ${arn} } }`);
    expect(await environmentOf({ "t.yaml": Value })).toMatchObject(expected);
  });

  const rule = (Arn: string, more = "") =>
    template(
      `  R: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [a] }, Targets: [{ Id: t, Arn: ${Arn} }${more}] } }`,
    );
  const PARTNERS_BUS = "arn:aws:events:eu-west-1:111122223333:event-bus/default";

  it.each<[what: string, text: string, expected: typeof DEFAULT]>([
    ["whose rule sends to a bus", rule(PARTNERS_BUS), DEFAULT],
    [
      "whose rule sends to a bus of another region",
      rule('!Sub "arn:aws:events:eu-west-1:${AWS::AccountId}:event-bus/default"'),
      DEFAULT,
    ],
    [
      "whose rule sends to a joined bus",
      rule(`!Join ["", ["arn:aws:events:eu-west-1:", !Ref AWS::AccountId, ":event-bus/x"]]`),
      DEFAULT,
    ],
    ["whose rule has another target too", rule(PARTNERS_BUS, `, { Id: u, Arn: "${ALARM_TOPIC}" }`), LITERAL],
    [
      "with a global endpoint",
      template(`  E: { Type: AWS::Events::Endpoint, Properties: { EventBuses: [{ EventBusArn: ${PARTNERS_BUS} }] } }`),
      DEFAULT,
    ],
    ["which names a bus and nothing else", permission(PARTNERS_BUS), LITERAL],
    [
      "which names a bus among others",
      permission(`["arn:aws:events:us-west-2:444455556666:event-bus/x", ${ALARM_TOPIC}]`),
      LITERAL,
    ],
  ])("of a template %s are those of its other ARNs", async (_what, text, expected) => {
    expect(await environmentOf({ "template.yaml": text })).toMatchObject(expected);
  });

  it("come from the values that parameters have", async () => {
    const parameters = (text: string) => `Parameters: { Topic: { Type: String, Default: "${text}" } }\n${template("")}`;
    expect(await environmentOf({ "t.yaml": parameters(ALARM_TOPIC) })).toMatchObject(LITERAL);
    const samconfig = `[default.deploy.parameters]\nparameter_overrides = "Topic=${ALARM_TOPIC}"\n`;
    expect(
      await environmentOf({ "t.yaml": parameters("arn:aws:sns:x:999988887777:y"), "samconfig.toml": samconfig }),
    ).toMatchObject(LITERAL);
  });

  const manifest = (environment: string) =>
    JSON.stringify({
      artifacts: {
        Other: {
          type: "aws:cloudformation:stack",
          environment: "aws://999988887777/us-west-2",
          properties: { templateFile: "B.template.json" },
        },
        App: { type: "aws:cloudformation:stack", environment, properties: { templateFile: "A.template.json" } },
      },
    });

  it.each([
    ["aws://111122223333/eu-west-1", LITERAL],
    ["aws://unknown-account/eu-west-1", { ...DEFAULT, region: "eu-west-1" }],
    ["aws://111122223333/unknown-region", { ...LITERAL, region: "us-east-1" }],
    ["aws://unknown-account/unknown-region", DEFAULT],
  ])("come from CDK's manifest, for that stack: %s", async (environment, expected) => {
    const files = { "A.template.json": template(""), "manifest.json": manifest(environment) };
    expect(await environmentOf(files)).toMatchObject(expected);
  });

  it("come from what the Serverless Framework has packaged, and account from its ARNs", async () => {
    const provider = { region: "eu-west-1", iam: { role: "arn:aws:iam::111122223333:role/r" } };
    const name = ".serverless/cloudformation-template-update-stack.json";
    const state = { ".serverless/serverless-state.json": JSON.stringify({ service: { provider } }) };
    expect(await environmentOf({ [name]: template(""), ...state })).toMatchObject(LITERAL);
  });

  it("are those of the options, then samconfig.toml's, then CDK's, then the ARNs'", async () => {
    const ofArn = permission("arn:aws:sns:ap-south-1:444455556666:x");
    const cdk = { "A.template.json": ofArn, "manifest.json": manifest("aws://111122223333/eu-west-1") };
    expect(await environmentOf(cdk)).toMatchObject(LITERAL);
    const sam = { ...cdk, "samconfig.toml": '[default.deploy.parameters]\nregion = "eu-north-1"\n' };
    expect(await environmentOf(sam)).toMatchObject({ ...LITERAL, region: "eu-north-1" });
    const given = { accountId: "123456789012", region: "us-west-1" };
    expect(await environmentOf(sam, given)).toMatchObject({ ...given, found: [] });
  });

  it("are told in one line with the file that has them", async () => {
    expect((await environmentOf({ "t.yaml": permission(ALARM_TOPIC) })).found).toEqual([
      "t.yaml: Its ARNs are of account 111122223333 and region eu-west-1, which the stack gets here; --account-id and --region say otherwise.",
    ]);
    expect((await environmentOf({ "t.yaml": template("") })).found).toEqual([]);
  });

  it("of a damaged manifest are the user's mistake", async () => {
    const files = { "A.template.json": template(""), "manifest.json": "{" };
    await expect(environmentOf(files)).rejects.toMatchObject({ name: "UserError" });
  });
});

describe("ARNs of another account or region", () => {
  it("are warned of once each, with the line and the option", async () => {
    expect((await environmentOf({ "t.yaml": permission(ALARM_TOPIC) }, DEFAULT)).foreign).toEqual([
      `t.yaml:8 ${ALARM_TOPIC} is of account 111122223333, and this stack is in 000000000000, where nothing has that name; --account-id 111122223333 puts the stack there.`,
      `t.yaml:8 ${ALARM_TOPIC} is of region eu-west-1, and this stack is in us-east-1, where nothing has that name; --region eu-west-1 puts the stack there.`,
    ]);
  });

  it.each([
    ["policies", "Type: AWS::IAM::Policy", "PolicyDocument: { Statement: { Resource: arn:aws:sqs:eu-west-1:*:q } }"],
    [
      "the URI of an authorizer",
      "Type: AWS::ApiGatewayV2::Authorizer",
      "{ ApiId: a, Name: n, AuthorizerType: REQUEST, AuthorizerUri: arn:aws:apigateway:eu-west-1:lambda:path/x }",
    ],
  ])("are looked for in %s", async (_what, type, properties) => {
    const resource = template(`  R:\n    ${type}\n    Properties:\n      ${properties}`);
    expect((await environmentOf({ "t.yaml": resource }, DEFAULT)).foreign).toEqual([
      expect.stringMatching(/^t\.yaml:9 arn:aws:[^ ]* is of region eu-west-1/),
    ]);
  });

  it.each([
    ["the stack's own", '!Sub "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:x"'],
    ["those of services that do not run here", "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x"],
    ["layers", "arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:1"],
    ["patterns", "arn:aws:sns:*:*:x"],
  ])("are not %s", async (_what, arn) => {
    expect((await environmentOf({ "t.yaml": permission(arn) }, DEFAULT)).foreign).toEqual([]);
  });
});
