import { describe, expect, it } from "vitest";
import { compileText, complaintsOf, errorsOf } from "./compile-text.ts";

const metric = (index: number) => `
        - Id: m${index}
          MetricStat: { Metric: { Namespace: N, MetricName: M${index} }, Stat: Sum, Period: 60 }`;

const alarmWith = (count: number) => `
Resources:
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: Many things
      Metrics:
        - { Id: sum, Expression: SUM(METRICS()) }${Array.from({ length: count }, (_, index) => metric(index)).join("")}
`;

/** One property of a type, at its limit and one above it. */
const resource = (type: string, properties: object) =>
  JSON.stringify({ Resources: { It: { Type: type, Properties: properties } } });

const widgets = (count: number, metrics = 1) =>
  JSON.stringify({
    widgets: Array.from({ length: count }, () => ({ properties: { metrics: Array(metrics).fill([]) } })),
  });

describe("what would fail at the deployment alone", () => {
  it("is an alarm with more than ten metrics, expressions apart, with its place", () => {
    expect(errorsOf(compileText(alarmWith(10)))).toEqual([]);
    expect(complaintsOf(compileText(alarmWith(11)))).toEqual([
      "7:7 Metrics has 11 metrics; AWS::CloudWatch::Alarm takes 10 at most, and the deployment would fail.",
    ]);
    expect(errorsOf(compileText(alarmWith(11)))).toMatchObject([{ code: "deployment-limit", logicalId: "Alarm" }]);
  });

  it.each<[type: string, name: string, most: number, of: (count: number) => object]>([
    ["AWS::Lambda::Function", "FunctionName", 64, (count) => ({ FunctionName: "f".repeat(count) })],
    ["AWS::Lambda::Function", "Description", 256, (count) => ({ Description: "d".repeat(count) })],
    [
      "AWS::Lambda::Function",
      "Environment.Variables",
      4096,
      (count) => ({ Environment: { Variables: { NAME: "ä".repeat(2), REST: "x".repeat(count - 12) } } }),
    ],
    ["AWS::SQS::Queue", "QueueName", 80, (count) => ({ QueueName: "q".repeat(count) })],
    ["AWS::Events::Rule", "Name", 64, (count) => ({ Name: "r".repeat(count) })],
    ["AWS::Events::Rule", "Targets", 5, (count) => ({ Targets: Array(count).fill({ Id: "t", Arn: "a" }) })],
    ["AWS::ApiGatewayV2::Api", "Name", 128, (count) => ({ Name: "a".repeat(count) })],
    ["AWS::CloudWatch::Dashboard", "DashboardBody", 500, (count) => ({ DashboardBody: widgets(count) })],
    ["AWS::CloudWatch::Dashboard", "DashboardBody", 500, (count) => ({ DashboardBody: widgets(1, count) })],
  ])("is in %s a %s of more than %i", (type, name, most, of) => {
    expect(errorsOf(compileText(resource(type, of(most))))).toEqual([]);
    const [error, ...more] = errorsOf(compileText(resource(type, of(most + 1))));
    expect(error?.message).toMatch(new RegExp(`^${name} has ${most + 1} [a-z ]+; ${type} takes ${most} at most`));
    expect(more).toEqual([]);
  });

  it.each([
    ["Parameters", 200, (name: string) => [name, { Type: "String", Default: "" }]],
    ["Outputs", 200, (name: string) => [name, { Value: "" }]],
    ["Resources", 500, (name: string) => [name, { Type: "Test::Thing" }]],
  ] as const)("is more of %s than %i", (section, most, entry) => {
    const template = (count: number) =>
      JSON.stringify({
        Resources: { One: { Type: "Test::Thing" } },
        [section]: Object.fromEntries(Array.from({ length: count }, (_, index) => entry(`N${index}`))),
      });
    expect(errorsOf(compileText(template(most)))).toEqual([]);
    expect(errorsOf(compileText(template(most + 1))).map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`^There are ${most + 1} ${section}.* a template has ${most} at most.$`)),
    ]);
  });

  it("is a long description, and a stack's name that CloudFormation does not take", () => {
    const text = (description: string) => JSON.stringify({ Description: description, Resources: {} });
    expect(errorsOf(compileText(text("ä".repeat(512))))).toEqual([]);
    expect(errorsOf(compileText(text(`${"ä".repeat(512)}.`)))).toMatchObject([{ code: "deployment-limit" }]);
    const named = (stackName: string) => errorsOf(compileText(text(""), { stackName })).length;
    expect(["a".repeat(128), "a-1"].map(named)).toEqual([0, 0]);
    expect(["a".repeat(129), "1-a", "a_b", ""].map(named)).toEqual([1, 1, 1, 1]);
  });

  it("is not what no limit is known of, nor a dashboard that is no JSON", () => {
    expect(errorsOf(compileText(resource("Test::Thing", { Name: "n".repeat(5000) })))).toEqual([]);
    expect(errorsOf(compileText(resource("AWS::CloudWatch::Dashboard", { DashboardBody: "{" })))).toEqual([]);
  });
});
