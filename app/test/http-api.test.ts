import { type HttpOperation, httpOperations } from "@portcullis/contract";
import { describe, expect, it } from "vitest";
import { MEMBER_PREFIX, presenceItem, tallyKey, userPrefix } from "../src/aws/dynamodb/presence-keys.ts";
import { WORK_ATTEMPTS } from "../src/core/requests/run-request.ts";
import { connectionOf } from "./support/fakes.ts";
import { propertiesOf, resourcesOf, template } from "./support/template.ts";

describe("the HTTP API", () => {
  const routes = resourcesOf("AWS::ApiGatewayV2::Route").filter(
    ([, { Properties }]) => Properties.ApiId.Ref === "HttpApi",
  );

  it("has the routes of the contract, and no other", () => {
    const operations = Object.values<HttpOperation>(httpOperations);
    const expected = operations.map(({ method, path }) => `${method} ${path}`);
    expect(routes.map(([, { Properties }]) => Properties.RouteKey).sort()).toEqual(expected.sort());
  });

  it.each(routes)("asks the authorizer on %s", (_, { Properties }) => {
    expect(Properties).toMatchObject({ AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "HttpAuthorizer" } });
  });

  it("asks it each time, with a bearer token from one place", () => {
    expect(propertiesOf("HttpAuthorizer")).toMatchObject({
      AuthorizerType: "REQUEST",
      AuthorizerPayloadFormatVersion: "2.0",
      EnableSimpleResponses: true,
      IdentitySource: ["$request.header.Authorization"],
      AuthorizerResultTtlInSeconds: 0,
    });
  });

  it("answers pages of the same origins that may connect, and takes no cookies", () => {
    const { CorsConfiguration } = propertiesOf("HttpApi");
    expect(CorsConfiguration.AllowOrigins).toEqual({
      "Fn::If": ["AnyOrigin", ["*"], { "Fn::Split": [",", { Ref: "AllowedOrigins" }] }],
    });
    expect(CorsConfiguration.AllowHeaders).toEqual(["authorization", "content-type", "idempotency-key", "traceparent"]);
    expect(CorsConfiguration).not.toHaveProperty("AllowCredentials");
  });

  it("lets pages read where a request is, and how long they have to wait", () => {
    expect(propertiesOf("HttpApi").CorsConfiguration.ExposeHeaders).toEqual(["location", "retry-after"]);
  });

  it("has throttles", () => {
    for (const name of ["ThrottlingRateLimit", "ThrottlingBurstLimit"])
      expect(propertiesOf("HttpStage").DefaultRouteSettings[name]).toEqual({ Ref: name });
  });

  it("writes no log that could hold a token", () => {
    const format: string = propertiesOf("HttpStage").AccessLogSettings["Fn::If"][1].Format;
    const SAFE =
      /^\$context\.(requestId|routeKey|status|authorizer\.userId|identity\.sourceIp|requestTimeEpoch|error\.message|integration\.(status|requestId)|integrationLatency)$/;
    for (const [variable] of format.matchAll(/\$[\w.]+/g)) expect(variable).toMatch(SAFE);
    expect(() => JSON.parse(format)).not.toThrow();
  });
});

describe("the queue of requests", () => {
  it("gives one turn more than work is tried, and one in case that fails", () => {
    expect(propertiesOf("RequestQueue").RedrivePolicy.maxReceiveCount).toBe(WORK_ATTEMPTS + 2);
  });

  it("hides one for six times the time of an attempt, which may be 15 minutes", () => {
    const AllowedValues = template.Parameters.RequestSeconds?.AllowedValues as number[];
    const times = template.Mappings.RequestTimes?.VisibilityTimeout ?? {};
    expect(propertiesOf("RunRequestFunction").Timeout).toEqual({ Ref: "RequestSeconds" });
    expect(propertiesOf("RequestQueue").VisibilityTimeout).toEqual({
      "Fn::FindInMap": ["RequestTimes", "VisibilityTimeout", { Ref: "RequestSeconds" }],
    });
    expect(times).toEqual(Object.fromEntries(AllowedValues.map((seconds) => [seconds, 6 * seconds])));
    expect(Math.max(...AllowedValues)).toBe(900);
  });

  it("brings them one by one", () => {
    expect(propertiesOf("RunRequestEventSource")).toMatchObject({
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: { Ref: "RequestConcurrency" } },
    });
  });
});

describe("the stream of presences", () => {
  const source = propertiesOf("PresenceChangesEventSource");

  it("lets through who comes and goes, and nothing else of the table", () => {
    const [{ Pattern }] = source.FilterCriteria.Filters;
    const { eventName, dynamodb } = JSON.parse(Pattern);
    expect(eventName).toEqual(["INSERT", "REMOVE"]);
    const [{ prefix }] = dynamodb.Keys.sk.S;
    expect(presenceItem(connectionOf("abc="), "e").sk.startsWith(prefix)).toBe(true);
    for (const other of ["META", "S#e", "M#0000000000000001", "U#u"]) expect(other.startsWith(prefix)).toBe(false);
  });

  it("lets through what somebody says of themselves, and whom to look at, not what is written about it", () => {
    const [data, look] = source.FilterCriteria.Filters.slice(-2).map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    const exists = { N: [{ exists: true }] };
    expect(data).toEqual({
      eventName: ["MODIFY"],
      dynamodb: { Keys: { sk: { S: [{ prefix: userPrefix() }] } }, NewImage: { dataAtMs: exists } },
    });
    expect(look).toEqual({
      eventName: ["MODIFY"],
      dynamodb: {
        Keys: { sk: { S: [{ prefix: MEMBER_PREFIX }, tallyKey({ entityId: "e" }).sk] } },
        NewImage: { lookAtMs: exists },
      },
    });
    // AWS takes no more of them: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
    expect(source.FilterCriteria.Filters.length).toBeLessThanOrEqual(5);
  });

  it("keeps the changes of one entity in turn, and gives up what cannot be told", () => {
    expect(source).toMatchObject({
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": "PresenceDeadLetterQueue.Arn" } } },
    });
    expect(propertiesOf("ConnectionsTable").StreamSpecification.StreamViewType).toBe("NEW_AND_OLD_IMAGES");
  });
});
