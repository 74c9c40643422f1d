import type { Call } from "../../calls.ts";
import { type FactTable, from, type RecordedFact } from "../../fact.ts";

/** The answer to one call of Lambda's API. */
export interface FunctionFact extends RecordedFact {
  readonly call: Call;
  readonly output?: Readonly<Record<string, unknown>>;
  /** JSON of the answer's payload. */
  readonly payload?: unknown;
  /** Members that the answer has not. */
  readonly absent?: readonly string[];
  /** The log's lines. */
  readonly log?: readonly (string | RegExp)[];
  readonly error?: {
    readonly code: string;
    readonly message: string | RegExp;
    readonly status: number;
    readonly reason?: string;
  };
}

type Rows = Parameters<typeof from<FunctionFact>>[3];
const invoked = (place: string, rows: Rows) =>
  from<FunctionFact>("localstack", `lambda_/test_lambda: ${place}`, "2025-11-24", rows);
const api = (place: string, rows: Rows) =>
  from<FunctionFact>("localstack", `lambda_/test_lambda_api: ${place}`, "2025-11-25", rows);

const invoke = (FunctionName: string, more: object = {}): Call => ["Invoke", { FunctionName, ...more }];
const arn = (name: string, region = "us-east-1") => `arn:aws:lambda:${region}:123456789012:function:${name}`;
const unknown = (name: string) => ({
  code: "ResourceNotFoundException",
  message: `Function not found: ${arn(name)}`,
  status: 404,
});
const elsewhere = {
  code: "ResourceNotFoundException",
  message: "Functions from 'us-west-2' are not reachable in this region ('us-east-1')",
  status: 404,
};
const mismatch = {
  code: "InvalidParameterValueException",
  message: "The derived qualifier from the function name does not match the specified qualifier.",
  status: 400,
};
const unknownMapping = {
  code: "ResourceNotFoundException",
  message: "The resource you requested does not exist.",
  status: 404,
};
const unhandled = { StatusCode: 200, ExecutedVersion: "$LATEST", FunctionError: "Unhandled" };
const id = "[0-9a-f-]{36}";

const CONFIGURATION = {
  Description: "",
  EphemeralStorage: { Size: 512 },
  FunctionArn: arn("echo"),
  FunctionName: "echo",
  LastModified: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/,
  LastUpdateStatus: "Successful",
  LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/echo" },
  PackageType: "Zip",
  RevisionId: new RegExp(`^${id}$`),
  SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
  State: "Active",
  TracingConfig: { Mode: "PassThrough" },
  Version: "$LATEST",
};

/** Calls of Lambda's API, and what functions make of them. */
export const functions: FactTable<FunctionFact> = {
  service: "Lambda",
  subject: "invocations and functions",
  facts: [
    ...invoked("TestLambdaFeatures::test_invocation_type_*", [
      {
        id: "invoke/request-response",
        call: invoke("echo", { InvocationType: "RequestResponse", Payload: "{}" }),
        output: { StatusCode: 200, ExecutedVersion: "$LATEST" },
        absent: ["FunctionError"],
        payload: {},
      },
      {
        id: "invoke/event",
        call: invoke("echo", { InvocationType: "Event", Payload: "{}" }),
        output: { StatusCode: 202 },
        absent: ["ExecutedVersion", "FunctionError"],
        payload: undefined,
      },
      {
        id: "invoke/dry-run",
        call: invoke("echo", { InvocationType: "DryRun", Payload: "{}" }),
        output: { StatusCode: 204 },
        absent: ["ExecutedVersion", "FunctionError"],
        payload: undefined,
      },
      {
        id: "invoke/nothing-returned",
        call: invoke("nothing"),
        output: { StatusCode: 200, ExecutedVersion: "$LATEST" },
        payload: null,
      },
      {
        id: "invoke/nothing-returned-to-an-event",
        call: invoke("nothing", { InvocationType: "Event" }),
        output: { StatusCode: 202 },
        payload: undefined,
      },
    ]),
    ...invoked("TestLambdaFeatures::test_invocation_with_logs[nodejs16.x]", [
      {
        id: "invoke/log-of-node",
        call: invoke("logs", { LogType: "Tail", Payload: "{}" }),
        output: { StatusCode: 200 },
        payload: {},
        log: [
          new RegExp(`^START RequestId: ${id} Version: \\$LATEST$`),
          new RegExp(`^\\S+Z\t${id}\tINFO\t\\{\\}$`),
          new RegExp(`^END RequestId: ${id}$`),
          new RegExp(
            `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\t(Init Duration: [\\d.]+ ms\t)?$`,
          ),
        ],
      },
    ]),
    ...invoked("TestLambdaAliases::test_lambda_alias_moving", [
      {
        id: "invoke/alias",
        call: invoke("context", { Qualifier: "alias1" }),
        output: { StatusCode: 200, ExecutedVersion: "1" },
        payload: { invokedFunctionArn: arn("context:alias1"), functionVersion: "1" },
      },
      {
        id: "invoke/alias-in-the-arn",
        call: invoke(arn("context:alias1")),
        output: { StatusCode: 200, ExecutedVersion: "1" },
        payload: { invokedFunctionArn: arn("context:alias1"), functionVersion: "1" },
      },
      { id: "invoke/unknown-alias", call: invoke("context", { Qualifier: "none" }), error: unknown("context:none") },
    ]),
    ...invoked("TestLambdaFeatures::test_invocation_with_qualifier", [
      {
        id: "invoke/version",
        call: invoke("context", { Qualifier: "1", Payload: "{}" }),
        output: { StatusCode: 200, ExecutedVersion: "1" },
        payload: {
          invokedFunctionArn: arn("context:1"),
          functionVersion: "1",
          memoryLimitInMB: "128",
          logGroupName: "/aws/lambda/context",
        },
      },
    ]),
    ...invoked("TestLambdaFeatures::test_invoke_exceptions", [
      {
        id: "invoke/unknown",
        call: invoke("doesnotexist"),
        error: unknown("doesnotexist:$LATEST"),
        disagrees: {
          source: "localstack",
          place: "lambda_/test_lambda: TestLambdaFeatures::test_invoke_exceptions (an older file)",
          date: "2023-08-11",
          says: "The ARN in the message has no `:$LATEST`.",
        },
      },
    ]),
    ...invoked("TestLambdaErrors", [
      {
        id: "invoke/failed",
        call: invoke("fails"),
        output: unhandled,
        payload: { errorType: "Error", errorMessage: "Handler fails" },
      },
      {
        id: "invoke/exits",
        call: invoke("exits"),
        output: unhandled,
        payload: {
          errorType: "Runtime.ExitError",
          errorMessage: new RegExp(`^RequestId: ${id} Error: Runtime exited without providing a reason$`),
        },
      },
      {
        id: "invoke/body-no-json",
        call: invoke("echo", { Payload: new Uint8Array([0x99, 0xeb, 0x2c]) }),
        error: {
          code: "InvalidRequestContentException",
          message:
            /^Could not parse request body into json: Could not parse payload into json: Unexpected character \(\(CTRL-CHAR, code 153\)\): expected a valid value \(JSON String, Number, Array, Object or token 'null', 'true' or 'false'\)\n at \[Source: REDACTED \(`StreamReadFeature\.INCLUDE_SOURCE_IN_LOCATION` disabled\); line: 1, column: 1\]$/,
          status: 400,
        },
      },
      {
        id: "invoke/body-no-text",
        call: invoke("echo", { Payload: new Uint8Array([0x6e, 0x87, 0x72]) }),
        error: {
          code: "InvalidRequestContentException",
          message:
            "Could not parse request body into json: Could not parse payload into json: Invalid UTF-8 start byte 0x87\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 3]",
          status: 400,
        },
      },
    ]),
    ...invoked("TestLambdaBehavior::test_lambda_invoke_with_timeout", [
      {
        id: "invoke/timed-out",
        call: invoke("slow"),
        output: unhandled,
        payload: {
          errorType: "Sandbox.Timedout",
          errorMessage: new RegExp(`^RequestId: ${id} Error: Task timed out after 1\\.00 seconds$`),
        },
      },
    ]),
    ...invoked("TestLambdaBaseFeatures::test_lambda_too_large_response", [
      {
        id: "invoke/answer-too-large",
        call: invoke("large"),
        output: unhandled,
        payload: {
          errorType: "Function.ResponseSizeTooLarge",
          errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        },
      },
    ]),
    ...invoked("TestLambdaConcurrency::test_lambda_concurrency_block", [
      {
        id: "invoke/no-concurrency",
        call: invoke("never"),
        error: {
          code: "TooManyRequestsException",
          message: "Rate Exceeded.",
          status: 429,
          reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        },
      },
    ]),
    ...api("TestLambdaFunction::test_get_function_wrong_region", [
      ...(["GetFunction", "GetFunctionConfiguration", "Invoke"] as const).map((operation) => ({
        id: `other-region/${operation}` as const,
        call: [operation, { FunctionName: arn("echo", "us-west-2") }] as const,
        error: elsewhere,
      })),
    ]),
    ...api("TestLambdaFunction::test_ops_on_nonexisting_fn, test_ops_on_nonexisting_version", [
      ...(["GetFunction", "GetFunctionConfiguration"] as const).flatMap((operation) => [
        {
          id: `unknown/${operation}` as const,
          call: [operation, { FunctionName: "nobody" }] as const,
          error: unknown("nobody"),
        },
        {
          id: `unknown-version/${operation}` as const,
          call: [operation, { FunctionName: "echo", Qualifier: "1221" }] as const,
          error: unknown("echo:1221"),
        },
      ]),
    ]),
    ...api("TestLambdaFunction::test_ops_with_arn_qualifier_mismatch", [
      ...(["GetFunction", "GetFunctionConfiguration"] as const).flatMap((operation) => [
        {
          id: `qualifiers-differ/${operation}` as const,
          call: [operation, { FunctionName: arn("some-function:1"), Qualifier: "$LATEST" }] as const,
          error: mismatch,
        },
        {
          id: `qualifiers-agree/${operation}` as const,
          call: [operation, { FunctionName: arn("some-function:$LATEST"), Qualifier: "$LATEST" }] as const,
          error: unknown("some-function:$LATEST"),
        },
      ]),
    ]),
    ...api("TestLambdaFunction::test_function_lifecycle", [
      {
        id: "configuration/of-a-function",
        call: ["GetFunctionConfiguration", { FunctionName: "echo" }],
        output: CONFIGURATION,
        absent: ["Layers"],
      },
      {
        id: "configuration/in-get-function",
        call: ["GetFunction", { FunctionName: "echo" }],
        output: { Configuration: CONFIGURATION },
      },
      {
        id: "configuration/code",
        call: ["GetFunctionConfiguration", { FunctionName: "echo" }],
        output: { CodeSha256: /^[\w+/]{43}=$/ },
        differs:
          "CodeSha256, CodeSize and the member Code are left out: they are of a ZIP archive, which nobody makes here, and sums that are made up would be compared with real ones.",
      },
      {
        id: "configuration/runtime-version",
        call: ["GetFunctionConfiguration", { FunctionName: "echo" }],
        output: { RuntimeVersionConfig: { RuntimeVersionArn: /^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/ } },
      },
      {
        id: "configuration/limit",
        call: ["ListFunctions", { MaxItems: 2 }],
        output: { Functions: [{}, {}], NextMarker: /./ },
      },
    ]),
    ...from<FunctionFact>("localstack", "lambda_/test_lambda_api: TestLambdaEventSourceMappings", "2025-11-25", [
      {
        id: "mapping/of-a-stream",
        call: ["ListEventSourceMappings", { FunctionName: "nothing" }],
        output: {
          EventSourceMappings: [
            {
              BatchSize: 1,
              BisectBatchOnFunctionError: false,
              FunctionArn: arn("nothing"),
              FunctionResponseTypes: [],

              MaximumBatchingWindowInSeconds: 1,
              MaximumRecordAgeInSeconds: -1,
              MaximumRetryAttempts: 1,
              ParallelizationFactor: 1,
              StartingPosition: "TRIM_HORIZON",
              State: "Enabled",
              StateTransitionReason: "User action",
              TumblingWindowInSeconds: 0,
            },
          ],
        },
      },
      ...(["GetEventSourceMapping", "UpdateEventSourceMapping"] as const).map((operation) => ({
        id: `mapping/unknown-${operation}` as const,
        call: [operation, { UUID: "0cb5d5ab-71f3-4a4d-9e4d-0e2e5c0b1f6a" }] as const,
        error: unknownMapping,
      })),
    ]),
    ...from<FunctionFact>(
      "localstack",
      "lambda_/event_source_mapping/test_lambda_integration_sqs: test_event_source_mapping_default_batch_size",
      "2025-11-25",
      [
        {
          id: "mapping/of-a-queue",
          call: ["ListEventSourceMappings", { FunctionName: "echo" }],
          output: {
            EventSourceMappings: [
              {
                BatchSize: 10,
                FunctionArn: arn("echo"),
                FunctionResponseTypes: [],
                MaximumBatchingWindowInSeconds: 0,
                State: "Enabled",
                StateTransitionReason: "USER_INITIATED",
              },
            ],
          },
        },
      ],
    ),
  ],
};
