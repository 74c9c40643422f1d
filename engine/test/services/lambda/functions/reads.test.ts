import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQueue } from "../event-sources/fake-queue.ts";
import { functionArn, functionResource, type Harness, startLambda } from "../harness.ts";

const FUNCTIONS = Array.from({ length: 60 }, (_, index) => `fn-${String(index).padStart(2, "0")}`);
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:jobs";
const permission = (Properties: Record<string, unknown>) => ({ Type: "AWS::Lambda::Permission", Properties });

let lambda: Harness;

beforeAll(async () => {
  lambda = await startLambda({
    files: { "index.mjs": "export const handler = async () => 1;" },
    sources: { [QUEUE]: createQueue() },
    resources: {
      ...Object.fromEntries(
        FUNCTIONS.map((name) => [name, functionResource({ FunctionName: name, ReservedConcurrentExecutions: 0 })]),
      ),
      Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: "fn-00" } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: { FunctionName: "fn-00", FunctionVersion: "1", Name: "live" },
      },
      ByApi: permission({
        FunctionName: functionArn("fn-00"),
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: "arn:aws:execute-api:us-east-1:000000000000:api/*",
      }),
      ByAccount: permission({ FunctionName: "fn-00:live", Action: "lambda:InvokeFunction", Principal: "111122223333" }),
      ...Object.fromEntries(
        ["fn-00", "fn-01", "fn-02"].map((FunctionName) => [
          `Mapping${FunctionName}`,
          {
            Type: "AWS::Lambda::EventSourceMapping",
            Properties: { FunctionName, EventSourceArn: QUEUE, BatchSize: 2 },
          },
        ]),
      ),
    },
  });
});
afterAll(() => lambda[Symbol.asyncDispose]());

const read = async (operation: string, input: Record<string, unknown> = {}) =>
  JSON.parse(String((await lambda.call(operation, input)).body));

describe("ListFunctions", () => {
  it("gives 50 at once, and goes on behind its marker", async () => {
    const first = await read("ListFunctions", { MaxItems: "100" });
    const second = await read("ListFunctions", { Marker: first.NextMarker });
    expect(first.Functions).toHaveLength(50);
    expect(second.NextMarker).toBeUndefined();
    const names = [...first.Functions, ...second.Functions].map(({ FunctionName }) => FunctionName);
    expect(names).toEqual(FUNCTIONS);
  });

  it("tells when each was changed, in Lambda's own form", async () => {
    const { Functions } = await read("ListFunctions", { MaxItems: "1" });
    expect(Functions).toHaveLength(1);
    expect(Functions[0].LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  });

  it.each([
    ["a number of none", { MaxItems: "0" }],
    ["no number", { MaxItems: "many" }],
    ["a marker that it never gave", { Marker: "somewhere" }],
  ])("refuses %s", async (_what, input) => {
    await expect(lambda.call("ListFunctions", input)).rejects.toMatchObject({ code: "InvalidParameterValueException" });
  });
});

describe("ListEventSourceMappings", () => {
  it("gives pages, and the time of a mapping in seconds", async () => {
    const first = await read("ListEventSourceMappings", { MaxItems: "2" });
    const { EventSourceMappings: rest, NextMarker } = await read("ListEventSourceMappings", {
      MaxItems: "2",
      Marker: first.NextMarker,
    });
    expect(first.EventSourceMappings).toHaveLength(2);
    expect(NextMarker).toBeUndefined();
    expect(rest).toMatchObject([{ FunctionArn: functionArn("fn-02"), BatchSize: 2, State: "Enabled" }]);
    expect(rest[0].LastModified * 1000).toBeCloseTo(Date.now(), -5);
  });
});

describe("GetPolicy", () => {
  it("tells the statements of the function, each under the name of its permission", async () => {
    const { Policy, RevisionId } = await read("GetPolicy", { FunctionName: "fn-00" });
    expect(RevisionId).toMatch(/^[0-9a-f]{8}-/);
    expect(JSON.parse(Policy)).toEqual({
      Version: "2012-10-17",
      Id: "default",
      Statement: [
        {
          Sid: expect.stringContaining("ByApi"),
          Effect: "Allow",
          Principal: { Service: "apigateway.amazonaws.com" },
          Action: "lambda:InvokeFunction",
          Resource: functionArn("fn-00"),
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:api/*" } },
        },
      ],
    });
  });

  it("tells those of an alias apart", async () => {
    const { Policy } = await read("GetPolicy", { FunctionName: "fn-00", Qualifier: "live" });
    expect(JSON.parse(Policy).Statement).toMatchObject([{ Principal: { AWS: "111122223333" } }]);
  });

  it("does not exist for a function that nobody else may call", async () => {
    await expect(lambda.call("GetPolicy", { FunctionName: "fn-01" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      status: 404,
      message: "The resource you requested does not exist.",
    });
  });
});
