import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ERROR_CODES, messages } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { connectionKey } from "../src/aws/dynamodb/keys.ts";
import { HANDSHAKE_MAX_MS } from "../src/core/connections/connection.ts";
import { PING_FLOOD } from "../src/core/connections/ping.ts";
import { settingsOf } from "./support/settings.ts";
import {
  functions,
  logicalIdOf,
  parseTemplate,
  propertiesOf,
  resourcesOf,
  template,
  templateText,
  walk,
} from "./support/template.ts";

const { Parameters, Globals, Resources } = template;
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

describe("functions", () => {
  it.each(functions)("%s has its handler, and is built as all are", (_, { Properties, Metadata }) => {
    const { EntryPoints, ...options } = Metadata.BuildProperties;
    const file = Properties.Handler.replace(/\.handler$/, ".ts");
    expect(EntryPoints).toEqual([expect.stringMatching(`^handlers/(websocket|http|events|secrets)/${file}$`)]);
    expect(existsSync(at(`src/${EntryPoints[0]}`))).toBe(true);
    expect(options).toEqual({ ...functions[0]?.[1].Metadata.BuildProperties, EntryPoints: undefined });
    expect(Metadata.BuildMethod).toBe("esbuild");
  });

  it.each(functions)("%s gets every setting that it reads, and no other", (_, { Properties, Metadata }) => {
    const given = Object.keys(Properties.Environment?.Variables ?? {});
    const read = settingsOf(at(`src/${Metadata.BuildProperties.EntryPoints[0]}`));
    expect(given.sort()).toEqual([...read].sort());
  });

  it("of actions of one's own get every setting that they read in one, or from the file that has them", () => {
    const [text, { Endpoint }] = propertiesOf("Actions").Parameters.Settings["Fn::Sub"];
    const given = Object.keys(JSON.parse(text));
    expect([...given, "OWN_SETTINGS"].sort()).toEqual([...settingsOf(at("src/own-action.ts"))].sort());
    expect(Endpoint).toEqual(propertiesOf("SubscribeFunction").Environment.Variables.MANAGEMENT_ENDPOINT);
    expect(readFileSync(at("actions/template.yaml"), "utf8")).toContain("OWN_SETTINGS:");
  });

  it("that a handshake waits for are through when it is taken to be over", () => {
    const startSeconds = 10;
    const seconds = ["AuthorizerFunction", "ConnectFunction"].map(
      (logicalId) => startSeconds + (propertiesOf(logicalId).Timeout ?? Globals.Function.Timeout),
    );
    expect(seconds.reduce((sum, one) => sum + one) * 1000).toBeLessThan(HANDSHAKE_MAX_MS);
  });

  it("never get a secret as a setting", () => {
    for (const [, { Properties }] of functions)
      for (const [, value] of walk(Properties.Environment ?? {})) expect(value).not.toEqual({ Ref: "JwtSecret" });
  });

  it("have a name of their own choice in one case only, and there unless a second stack leaves it to AWS", () => {
    const named = functions.filter(([, { Properties }]) => Properties.FunctionName !== undefined);
    expect(named.map(([logicalId, { Properties }]) => [logicalId, Properties.FunctionName])).toEqual([
      ["CreateTestJwt", { "Fn::If": ["NamedTestTool", { Ref: "TestToolName" }, { Ref: "AWS::NoValue" }] }],
    ]);
    expect(Parameters.TestToolName?.Default).toBe("CreateTestJwt");
    expect(template.Conditions.NamedTestTool).toEqual({
      "Fn::Not": [{ "Fn::Equals": [{ Ref: "TestToolName" }, "generate"] }],
    });
  });
});

describe("the API", () => {
  const routes = resourcesOf("AWS::ApiGatewayV2::Route").filter(
    ([, { Properties }]) => Properties.ApiId.Ref === "WebsocketApi",
  );

  it("asks the authorizer on $connect, whatever the handshake holds", () => {
    const [, connect] = routes.find(([, { Properties }]) => Properties.RouteKey === "$connect") ?? expect.fail();
    expect(connect.Properties).toMatchObject({ AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "Authorizer" } });
    expect(propertiesOf("Authorizer")).toMatchObject({ AuthorizerType: "REQUEST", IdentitySource: [] });
  });

  it("answers every message of a client", () => {
    const answered = resourcesOf("AWS::ApiGatewayV2::RouteResponse").map(
      ([, { Properties }]) => Properties.RouteId.Ref,
    );
    for (const [logicalId, { Properties }] of routes) {
      const twoWay = !["$connect", "$disconnect"].includes(Properties.RouteKey);
      expect(Properties.RouteResponseSelectionExpression).toBe(twoWay ? "$default" : undefined);
      expect(answered.includes(logicalId)).toBe(twoWay);
    }
  });

  it("is deployed by itself, after its routes are there", () => {
    expect(propertiesOf("Stage").AutoDeploy).toBe(true);
    expect([...(Resources.Stage?.DependsOn ?? [])].sort()).toEqual(routes.map(([logicalId]) => logicalId).sort());
  });

  it("has throttles, never 0, which would refuse everybody", () => {
    for (const name of ["ThrottlingRateLimit", "ThrottlingBurstLimit"]) {
      expect(propertiesOf("Stage").DefaultRouteSettings[name]).toEqual({ Ref: name });
      expect(Parameters[name]).toMatchObject({ MinValue: 1 });
    }
  });

  it("counts pings before it answers them, without a function, in the words of the contract", () => {
    expect(propertiesOf("PingIntegration")).toMatchObject({
      IntegrationType: "AWS",
      IntegrationUri: { "Fn::Sub": expect.stringMatching(/:dynamodb:action\/UpdateItem$/) },
      CredentialsArn: { "Fn::GetAtt": "PingRole.Arn" },
      PassthroughBehavior: "NEVER",
    });
    const answers = ["PingIntegrationResponse", "PingRefusal"].flatMap((name) => {
      const text: string = propertiesOf(name).ResponseTemplates.$default;
      return [...text.matchAll(/^\{.*\}(?=#else|#end)/gm)].map(([json]) =>
        JSON.parse(json.replace("$retryAfterMs", "1")),
      );
    });
    const error = (code: keyof typeof ERROR_CODES) => ({ type: "error", code, message: ERROR_CODES[code].summary });
    const failed = {
      message: "Internal server error",
      connectionId: "$context.connectionId",
      requestId: "$context.requestId",
    };
    expect(answers).toEqual([
      error("connection_unknown"),
      error("token_expired"),
      { ...error("rate_limited"), retryAfterMs: 1 },
      { type: "pong" },
      failed,
      { type: "pong" },
      failed,
    ]);
  });

  it("has floods of pings, and those that come too late or from nobody, brought to who closes connections", () => {
    const [, flood, late] = propertiesOf("PresenceChangesEventSource").FilterCriteria.Filters;
    const ofConnections = { eventName: ["MODIFY"], dynamodb: { Keys: { sk: { S: [connectionKey("abc=").sk] } } } };
    expect(JSON.parse(flood.Pattern)).toMatchObject({
      ...ofConnections,
      dynamodb: { NewImage: { pings: { N: [String(PING_FLOOD)] } } },
    });
    expect(JSON.parse(late.Pattern)).toMatchObject({
      ...ofConnections,
      eventName: ["INSERT", "MODIFY"],
      dynamodb: { NewImage: { secondsLeft: { N: ["0", { prefix: "-" }] } } },
    });
  });

  it("writes no log that could hold a token", () => {
    const { DefaultRouteSettings, AccessLogSettings } = propertiesOf("Stage");
    expect(DefaultRouteSettings).toMatchObject({ LoggingLevel: "OFF", DataTraceEnabled: false });
    const format: string = AccessLogSettings["Fn::If"][1].Format;
    const SAFE =
      /^\$context\.(requestId|connectionId|eventType|routeKey|status|authorizer\.principalId|identity\.sourceIp|requestTimeEpoch|error\.message|integration\.(status|requestId)|integrationLatency)$/;
    for (const [variable] of format.matchAll(/\$[\w.]+/g)) expect(variable).toMatch(SAFE);
    expect(() => JSON.parse(format)).not.toThrow();
    // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html
    expect(format.length).toBeLessThanOrEqual(1024);
    expect(format).toContain("$context.requestId");
  });
});

describe("the stack of one's own actions", () => {
  const own = parseTemplate(readFileSync(at("actions/template.yaml"), "utf8"));

  it("gets these parameters and no others: a stack that was made of another version would not be updated", () => {
    const names = [
      "AlarmTopicArn",
      "ApiId",
      "FollowRoles",
      "LogGroup",
      "PolicyArn",
      "ServiceName",
      "Settings",
      "StageName",
    ];
    expect(Object.keys(propertiesOf("Actions").Parameters).sort()).toEqual(names);
    expect(Object.keys(own.Parameters).sort()).toEqual(names);
    expect(Object.keys(own.Outputs)).toEqual(["Settings"]);
  });

  it("gives rights to the functions that ask who may follow what, and to no others", () => {
    const asking = functions.flatMap(([logicalId, { Properties }]) =>
      Properties.Environment?.Variables.OWN_SETTINGS ? [{ Ref: `${logicalId}Role` }] : [],
    );
    expect(propertiesOf("Actions").Parameters.FollowRoles).toEqual({ "Fn::Join": [",", expect.any(Array)] });
    expect(propertiesOf("Actions").Parameters.FollowRoles["Fn::Join"][1].sort(byRef)).toEqual(asking.sort(byRef));
  });
});

const byRef = (one: { Ref: string }, other: { Ref: string }) => (one.Ref < other.Ref ? -1 : 1);

describe("queues", () => {
  const queues = resourcesOf("AWS::SQS::Queue");
  const mappings = resourcesOf("AWS::Lambda::EventSourceMapping");
  const deadLetterQueues = [
    ...queues.map(([, { Properties }]) => Properties.RedrivePolicy?.deadLetterTargetArn),
    ...mappings.map(([, { Properties }]) => Properties.DestinationConfig?.OnFailure.Destination),
  ].flatMap((target) => (target ? [logicalIdOf(target)] : []));

  it("all have a dead-letter queue or are one, as each event source has one", () => {
    for (const [logicalId, { Properties }] of queues)
      expect(deadLetterQueues.includes(logicalId)).toBe(Properties.RedrivePolicy === undefined);
    expect(new Set(deadLetterQueues).size).toBe(mappings.length);
    expect(mappings.length).toBe(queues.length - mappings.length + 1);
  });

  it("that are dead-letter queues keep what they get for 14 days, and raise an alarm that somebody hears", () => {
    const alarms = resourcesOf("AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);
    for (const logicalId of deadLetterQueues) {
      expect(propertiesOf(logicalId).MessageRetentionPeriod).toBe(14 * 24 * 60 * 60);
      const alarm = alarms.find(({ Dimensions }) => logicalIdOf(Dimensions?.[0].Value ?? {}) === logicalId);
      expect(alarm).toMatchObject({
        Namespace: "AWS/SQS",
        MetricName: "ApproximateNumberOfMessagesVisible",
        Threshold: 0,
        ComparisonOperator: "GreaterThanThreshold",
        AlarmActions: [{ Ref: "AlarmTopic" }],
      });
    }
  });

  it("take messages from their own rule alone, the dead-letter queues too", () => {
    for (const [, { Properties }] of resourcesOf("AWS::SQS::QueuePolicy")) {
      const [statement] = Properties.PolicyDocument.Statement;
      const rule = logicalIdOf(statement.Condition.ArnEquals["aws:SourceArn"]);
      const [target] = propertiesOf(rule).Targets;
      const own = [logicalIdOf(target.Arn), logicalIdOf(target.DeadLetterConfig.Arn)];
      expect(Properties.PolicyDocument.Statement).toHaveLength(1);
      expect(statement.Principal).toEqual({ Service: "events.amazonaws.com" });
      expect(Properties.Queues.map(logicalIdOf)).toEqual(own);
      expect(statement.Resource.map(logicalIdOf)).toEqual(own);
    }
  });

  it("whose messages take long are read one at a time, so that none is given up untried behind a slow one", () => {
    for (const name of ["EntityUpdatedQueue", "UserNotificationQueue", "DeliveryQueue", "CloseQueue", "RequestQueue"]) {
      const mapping = mappings.find(([, { Properties }]) => Properties.EventSourceArn["Fn::GetAtt"] === `${name}.Arn`);
      expect(mapping?.[1].Properties.BatchSize).toBe(1);
    }
  });

  it("are read with partial batch responses, and hide a message for six times the function's timeout", () => {
    for (const [, { Properties }] of mappings) {
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
      if (Properties.EventSourceArn["Fn::GetAtt"] === "ConnectionsTable.StreamArn") continue;
      const { Timeout } = propertiesOf(Properties.FunctionName.Ref);
      // What a parameter says is multiplied in a table.
      if (Properties.FunctionName.Ref === "RunRequestFunction") continue;
      expect(propertiesOf(logicalIdOf(Properties.EventSourceArn)).VisibilityTimeout).toBe(6 * Timeout);
    }
  });
});

describe("rules", () => {
  it.each(resourcesOf("AWS::Events::Rule"))(
    "%s takes kinds of events that the contract has, from listed sources",
    (_, { Properties }) => {
      expect(Properties.EventPattern.source).toEqual({ Ref: "PublisherSources" });
      const kinds: string[] = Properties.EventPattern["detail-type"];
      expect(kinds.length).toBeGreaterThan(0);
      for (const kind of kinds)
        expect(Object.values(messages.events).map(({ name }) => name)).toContain(`${kind} event`);
    },
  );
});

describe("the table", () => {
  it("expires rows by ttl, and indexes what a push needs to know without names", () => {
    const { TimeToLiveSpecification, GlobalSecondaryIndexes } = propertiesOf("ConnectionsTable");
    expect(TimeToLiveSpecification).toEqual({ AttributeName: "ttl", Enabled: true });
    expect(GlobalSecondaryIndexes[0].Projection.NonKeyAttributes).toEqual(["exp", "ttl", "connectedAt"]);
  });
});

describe("resources", () => {
  it("have no name that would forbid a second stack", () => {
    const NAMES = ["FunctionName", "TableName", "QueueName", "TopicName", "RoleName", "LogGroupName", "AlarmName"];
    for (const [logicalId, { Properties }] of Object.entries(Resources)) {
      const ownNames = Object.keys(Properties ?? {}).filter((name) => NAMES.includes(name));
      const references = ownNames.filter((name) => typeof Properties[name] === "object");
      expect([logicalId, ownNames]).toEqual([logicalId, references]);
    }
    expect(propertiesOf("EventBus").Name).toEqual({ Ref: "AWS::StackName" });
    expect(propertiesOf("JwtSigningSecret")).not.toHaveProperty("Name");
  });

  it("work in every partition", () => {
    expect(templateText).not.toMatch(/amazonaws\.com\/|arn:aws:/);
  });

  it("keep logs for a time that is set", () => {
    for (const [, { Properties }] of resourcesOf("AWS::Logs::LogGroup"))
      expect(Properties.RetentionInDays).toEqual({ Ref: "LogRetentionInDays" });
    expect(Globals.Function.LoggingConfig.LogGroup).toEqual({ Ref: "FunctionLogs" });
  });
});

describe("parameters", () => {
  it("hide the secret, and take none that is too short", () => {
    const { NoEcho, AllowedPattern, Default } = Parameters.JwtSecret ?? {};
    expect(NoEcho).toBe(true);
    const pattern = new RegExp(`^(?:${AllowedPattern})$`);
    expect(["generate", "x".repeat(32)].every((value) => pattern.test(value))).toBe(true);
    expect(["", "secret", "x".repeat(31)].some((value) => pattern.test(value))).toBe(false);
    expect(Default).toBe("generate");
  });

  const takes = (parameter: string, value: string) =>
    new RegExp(`^(?:${Parameters[parameter]?.AllowedPattern})$`).test(value);

  it.each([
    "",
    "https://app.example.com",
    "http://localhost:5173",
    "https://app.example.com,https://example.com:8443,http://127.0.0.1",
  ])("take %j for origins of pages, as an HTTP API does", (value) => {
    expect(takes("AllowedOrigins", value)).toBe(true);
  });

  it.each([
    "null",
    "*",
    "https://*",
    "https://*.example.com",
    "capacitor://localhost",
    "file://",
    "app.example.com",
    "https://app.example.com/",
    "https://app.example.com/path",
    "https://",
    "https://app.example.com,",
    "https://app.example.com, https://example.com",
    "https://app.example.com,null",
  ])("take %j for no origin of a page: the deployment would fail, or no browser would send it", (value) => {
    expect(takes("AllowedOrigins", value)).toBe(false);
  });

  it("let apps in by other origins, over WebSockets alone", () => {
    for (const value of ["", "null", "capacitor://localhost", "file://,app://x"])
      expect(takes("AllowedAppOrigins", value)).toBe(true);
    const readers = [...walk(Resources)].filter(
      ([path, value]) => path.at(-1) === "Ref" && value === "AllowedAppOrigins",
    );
    expect(readers.map(([path]) => path.filter((key) => key.length > 1))).toEqual([
      ["AuthorizerFunction", "Properties", "Environment", "Variables", "ALLOWED_ORIGINS", "Fn::Join", "Ref"],
    ]);
    expect(propertiesOf("AuthorizerFunction").Environment.Variables.ALLOWED_ORIGINS).toEqual({
      "Fn::Join": [",", [{ Ref: "AllowedOrigins" }, { Ref: "AllowedAppOrigins" }]],
    });
  });

  it("leave the test tools out unless they are asked for", () => {
    expect(Parameters.TestTools?.Default).toBe("false");
    expect(Resources.CreateTestJwt?.Condition).toBe("TestTools");
  });
});

describe("samconfig.toml", () => {
  const text = readFileSync(at("samconfig.toml"), "utf8");
  const overrides = (environment: string) =>
    new RegExp(`\\[${environment}\\.deploy\\.parameters\\][^[]*parameter_overrides = "(.*)"`).exec(text)?.[1] ?? "";

  it("has the test tools in development and not in production", () => {
    expect(overrides("default")).toContain("TestTools=true");
    expect(overrides("prod")).not.toContain("TestTools");
  });

  it("has a second development environment that meets the first in no name and on no bus", () => {
    const second = overrides("second").split(" ");
    expect(second).toEqual(expect.arrayContaining(["TestTools=true", "TestToolName=generate", "EventBusName=create"]));
    expect(new Set(text.match(/stack_name = ".*"/g)).size).toBe(3);
  });

  it.each(["default", "second", "prod"])("names only parameters that there are (%s)", (environment) => {
    for (const [, name = ""] of overrides(environment).matchAll(/(\w+)=/g))
      expect(Object.keys(Parameters)).toContain(name);
  });

  it.each(["default", "second", "prod"])("builds with the repository's own packages (%s)", (environment) => {
    expect(text).toMatch(new RegExp(`\\[${environment}\\.build\\.parameters\\][^[]*build_in_source = true`));
  });

  it("listens to the examples", () => {
    const sources = /PublisherSources=(\S+)/.exec(overrides("default"))?.[1]?.split(",");
    for (const file of ["entity-updated.json", "send-user-push-notification.json"])
      for (const entry of JSON.parse(readFileSync(at(`examples/${file}`), "utf8"))) {
        expect(sources).toContain(entry.Source);
        expect(entry).not.toHaveProperty("EventBusName");
      }
    expect(overrides("default")).toContain("EventBusName=default");
  });
});

describe("cfn-lint", () => {
  const present = spawnSync("cfn-lint", ["--version"]).status === 0;
  it.skipIf(!present)(
    "finds nothing, after SAM's own transform (skipped where it is not installed)",
    { timeout: 60_000 },
    () => {
      const { stdout, stderr, status } = spawnSync("cfn-lint", [at("template.yaml")], { encoding: "utf8" });
      expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
    },
  );
});
