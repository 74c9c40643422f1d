import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METRICS_NAMESPACE } from "../src/aws/cloudwatch/metrics.ts";
import { METRIC_NAMES } from "../src/core/ports.ts";
import { RETRY_DELAYS_SECONDS } from "../src/core/push/deliver.ts";
import { alarms, metricsOf, thresholdOf } from "./support/alarms.ts";
import { functions, resourcesOf, template, templateText } from "./support/template.ts";

const { Parameters, Resources, Conditions, Outputs } = template;

const API_METRICS = [
  "ConnectCount",
  "MessageCount",
  "IntegrationError",
  "ClientError",
  "ExecutionError",
  "IntegrationLatency",
];

describe("alarms", () => {
  it.each(alarms)("%s tells the alarm topic, and is quiet while there is nothing to measure", (_, alarm) => {
    expect(alarm).toMatchObject({
      AlarmActions: [{ Ref: "AlarmTopic" }],
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      EvaluationPeriods: 1,
      AlarmDescription: expect.any(String),
    });
  });

  it("watch the errors of every function, each in one alarm", () => {
    const watched = alarms.flatMap(([, alarm]) =>
      metricsOf(alarm).flatMap(({ name, dimensions }) => (name === "Errors" ? (dimensions.FunctionName ?? []) : [])),
    );
    // What is deployed under a condition cannot be in a list; it is a tool for tests.
    const deployed = functions.flatMap(([logicalId, { Condition }]) => (Condition === "TestTools" ? [] : [logicalId]));
    expect(watched.sort()).toEqual(deployed.sort());
  });

  it("have no more metrics than an alarm may have", () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
    for (const [, alarm] of alarms) expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
    // A route that is added must find room.
    for (const name of ["RouteErrorsAlarm", "HttpErrorsAlarm"]) {
      const [, alarm] = alarms.find(([logicalId]) => logicalId === name) ?? expect.fail();
      expect(metricsOf(alarm).length).toBeLessThan(10);
    }
  });

  it("watch the age of what waits in every queue, and the depth of every dead-letter queue", () => {
    const watched = (name: string) =>
      alarms
        .flatMap(([, alarm]) => metricsOf(alarm))
        .flatMap((metric) => (metric.name === name ? (metric.dimensions.QueueName ?? []) : []))
        .sort();
    const queues = (dead: boolean) =>
      resourcesOf("AWS::SQS::Queue")
        .flatMap(([logicalId]) => (logicalId.endsWith("DeadLetterQueue") === dead ? [logicalId] : []))
        .sort();
    expect(watched("ApproximateAgeOfOldestMessage")).toEqual(queues(false));
    expect(watched("ApproximateNumberOfMessagesVisible")).toEqual(queues(true));
  });

  it("watch only metrics of our own that the code counts, of this stack", () => {
    const own = alarms
      .flatMap(([, alarm]) => metricsOf(alarm))
      .filter(({ namespace }) => namespace === METRICS_NAMESPACE);
    expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(["Refusals", "AbandonedDeliveries"]));
    for (const { name, dimensions } of own) {
      expect(METRIC_NAMES).toContain(name);
      expect(dimensions).toEqual({ service: "AWS::StackName" });
    }
  });

  it.each(alarms)("%s has a threshold that is a number, or a parameter that is one", (_, alarm) => {
    expect(thresholdOf(alarm)).toBeGreaterThanOrEqual(0);
  });

  it("leave time for every attempt of a delivery before they call it old", () => {
    const [, queueAge] = alarms.find(([logicalId]) => logicalId === "QueueAgeAlarm") ?? expect.fail();
    expect(RETRY_DELAYS_SECONDS.length).toBeGreaterThan(0);
    expect(queueAge.Threshold).toBeGreaterThan(Math.max(...RETRY_DELAYS_SECONDS));
  });
});

describe("the dashboard", () => {
  const body: string = Resources.Dashboard?.Properties.DashboardBody["Fn::Sub"];
  const { widgets } = JSON.parse(body) as { widgets: { properties: { metrics: readonly (readonly unknown[])[] } }[] };
  const text = JSON.stringify(widgets.map(({ properties }) => properties.metrics));

  it.each(API_METRICS)("shows the API's %s", (name) => expect(text).toContain(`"${name}"`));
  it.each(METRIC_NAMES)("shows %s", (name) => expect(text).toContain(`"${name}"`));

  /** The metrics of a widget with what stands for repeated parts written out. */
  const metricsNamed = (name: string) =>
    widgets.flatMap(({ properties: { metrics } }) => {
      const [first = []] = metrics;
      if (first[1] !== name || !["AWS/Lambda", "AWS/SQS"].includes(String(first[0]))) return [];
      return metrics.map(([start, ...rest]) => (start === "..." ? rest[0] : rest[2]));
    });

  it.each(["Errors", "Throttles", "Duration", "ConcurrentExecutions"])(
    "shows %s of every function, by reference",
    (name) => {
      const deployed = functions.flatMap(([logicalId, { Condition }]) => (Condition ? [] : [`\${${logicalId}}`]));
      expect([...metricsNamed(name)].sort()).toEqual(deployed.sort());
    },
  );

  it.each(["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"])(
    "shows %s of every queue, by reference",
    (name) => {
      const queues = resourcesOf("AWS::SQS::Queue").map(([logicalId]) => `\${${logicalId}.QueueName}`);
      expect([...metricsNamed(name)].sort()).toEqual(queues.sort());
    },
  );

  it("searches for nothing by a part of a name", () => {
    const searches = [...text.matchAll(/SEARCH\([^)]*\)/g)].map(([search]) => search);
    expect(searches).toHaveLength(1);
    // A dimension of ours: the whole name of the stack.
    expect(searches[0]).toContain('service=\\"${AWS::StackName}\\"');
  });

  it("is 24 columns wide and has nothing under something else", () => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of JSON.parse(body).widgets)
      for (let column = x; column < x + width; column++)
        for (let row = y; row < y + height; row++) {
          expect(column).toBeLessThan(24);
          expect(cells.has(`${column},${row}`)).toBe(false);
          cells.add(`${column},${row}`);
        }
  });
});

describe("KmsKeyArn", () => {
  const key = { "Fn::If": ["HasKmsKey", { Ref: "KmsKeyArn" }, { Ref: "AWS::NoValue" }] };
  const ENCRYPTED = [
    ["AWS::SQS::Queue", "KmsMasterKeyId"],
    ["AWS::SNS::Topic", "KmsMasterKeyId"],
    ["AWS::Logs::LogGroup", "KmsKeyId"],
    ["AWS::SecretsManager::Secret", "KmsKeyId"],
  ] as const;

  it.each(ENCRYPTED)("encrypts every %s", (type, property) => {
    for (const [logicalId, { Properties }] of resourcesOf(type))
      expect([logicalId, Properties?.[property]]).toEqual([logicalId, key]);
  });

  it("encrypts the table; queues are encrypted without it, too", () => {
    for (const [, { Properties }] of resourcesOf("AWS::DynamoDB::Table"))
      expect(Properties.SSESpecification["Fn::If"]).toEqual([
        "HasKmsKey",
        { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: { Ref: "KmsKeyArn" } },
        { Ref: "AWS::NoValue" },
      ]);
    for (const [, { Properties }] of resourcesOf("AWS::SQS::Queue"))
      expect(Properties.SqsManagedSseEnabled).toEqual({ "Fn::If": ["HasKmsKey", false, true] });
  });
});

describe("DomainName", () => {
  const DEFAULT = "${WebsocketApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${StageName}";
  const either = (scheme: string) => ({
    "Fn::If": ["HasDomainName", { "Fn::Sub": `${scheme}://\${DomainName}` }, { "Fn::Sub": `${scheme}://${DEFAULT}` }],
  });

  it("is the only name of the API where there is one", () => {
    expect(Resources.WebsocketApi?.Properties.DisableExecuteApiEndpoint).toEqual({
      "Fn::If": ["HasDomainName", true, false],
    });
    expect(Outputs.WebsocketUri?.Value).toEqual(either("wss"));
  });

  it("is where pushes go, too, without a stage in the path", () => {
    const pushing = functions.filter(([, { Properties }]) => Properties.Environment?.Variables.MANAGEMENT_ENDPOINT);
    expect(pushing.length).toBeGreaterThan(0);
    for (const [, { Properties }] of pushing)
      expect(Properties.Environment.Variables.MANAGEMENT_ENDPOINT).toEqual(either("https"));
    expect(Resources.CustomDomainMapping?.Properties).not.toHaveProperty("ApiMappingKey");
  });

  it("takes TLS 1.2 at least, and an alias record only with a zone", () => {
    const [configuration] = Resources.CustomDomain?.Properties.DomainNameConfigurations ?? [];
    expect(configuration).toMatchObject({ SecurityPolicy: "TLS_1_2", EndpointType: "REGIONAL" });
    expect(Resources.CustomDomainRecord).toMatchObject({
      Condition: "HasHostedZone",
      Properties: { Type: "A", AliasTarget: { DNSName: { "Fn::GetAtt": "CustomDomain.RegionalDomainName" } } },
    });
    expect(Conditions.HasHostedZone).toMatchObject({ "Fn::And": [{ Condition: "HasDomainName" }, expect.anything()] });
  });
});

describe("publishers", () => {
  const mappings = resourcesOf("AWS::Lambda::EventSourceMapping").filter(
    ([logicalId, { Properties }]) =>
      String(Properties.EventSourceArn["Fn::GetAtt"]).endsWith("Queue.Arn") && logicalId !== "RunRequestEventSource",
  );

  it.each(mappings)("%s takes as much of the budget of calls as it is given, and no more", (id, { Properties }) => {
    const lever = id === "PublishStreamEventSource" ? "StreamConcurrency" : "PublisherConcurrency";
    expect(Properties.ScalingConfig).toEqual({ MaximumConcurrency: { Ref: lever } });
    const { ReservedConcurrentExecutions } = Resources[Properties.FunctionName.Ref]?.Properties ?? {};
    // Less than the mapping's, and Lambda would throttle it until messages end in the dead-letter queue.
    expect(ReservedConcurrentExecutions).toEqual({
      "Fn::If": ["ReserveConcurrency", { Ref: lever }, { Ref: "AWS::NoValue" }],
    });
    expect(Parameters[lever]).toMatchObject({ MinValue: 2, MaxValue: 1000 });
  });
});

describe("options", () => {
  it("are all off by default, and keep the table's past", () => {
    const defaults = Object.fromEntries(Object.entries(Parameters).map(([name, { Default }]) => [name, Default]));
    expect(defaults).toMatchObject({
      KmsKeyArn: "",
      DomainName: "",
      CertificateArn: "",
      HostedZoneId: "",
      ReserveConcurrency: "false",
      PointInTimeRecovery: "true",
    });
  });

  it("are all in the README, with their defaults", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    for (const [name, { Default, Description }] of Object.entries(Parameters)) {
      const text = String(Description).trim().split(/\s+/).join(" ");
      expect(readme).toContain(`| \`${name}\` | ${Default === "" ? "" : `\`${Default}\``} | ${text} |`);
    }
  });

  it("are all used", () => {
    for (const name of Object.keys(Parameters)) expect(templateText).toMatch(new RegExp(`(!Ref |\\$\\{)${name}\\b`));
  });
});
