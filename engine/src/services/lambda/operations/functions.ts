import { createHash } from "node:crypto";
import type { Clock } from "../../../kernel/clock.ts";
import type { ApiCall } from "../../../wire/http.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { logGroupName } from "../environment/variables.ts";
import type { Functions, ResolvedFunction } from "../functions/functions.ts";
import { jsonReply } from "./json-reply.ts";
import { pageOf } from "./page.ts";
import { revisionOf } from "./revision.ts";

/** .../api/API_ListFunctions.html: "Lambda returns up to 50 functions per call". */
const LARGEST_PAGE = 50;

function describeLogging(configuration: FunctionConfiguration): Record<string, unknown> {
  const { format, level, systemLevel } = configuration.logging;
  const levels = format === "JSON" && { ApplicationLogLevel: level, SystemLogLevel: systemLevel };
  return { LogFormat: format, ...levels, LogGroup: logGroupName(configuration) };
}

/** .../api/API_EphemeralStorage.html. Here a function has as much as the machine. */
const DEFAULT_STORAGE_MB = 512;

/** On AWS the number is of the runtime's build; here it is the runtime's name in that form. */
function runtimeVersionArn({ arn, runtime }: FunctionConfiguration): string {
  const [, partition, , region] = arn.split(":");
  return `arn:${partition}:lambda:${region}::runtime:${createHash("sha256").update(runtime).digest("hex")}`;
}

/** `FunctionConfiguration` of Lambda's API. */
function describe({ target, arn, executedVersion }: ResolvedFunction, lastModified: string): Record<string, unknown> {
  const { configuration } = target;
  return {
    FunctionName: configuration.name,
    FunctionArn: arn,
    Runtime: configuration.runtime,
    Role: configuration.roleArn,
    Handler: configuration.handler,
    Description: configuration.description,
    Timeout: configuration.timeoutMs / 1000,
    MemorySize: configuration.memoryMb,
    Version: executedVersion,
    Environment: { Variables: configuration.variables },
    DeadLetterConfig: configuration.deadLetterArn && { TargetArn: configuration.deadLetterArn },
    ...(configuration.layers.length > 0 && { Layers: configuration.layers.map((Arn) => ({ Arn })) }),
    Architectures: configuration.architectures,
    LastModified: lastModified,
    PackageType: "Zip",
    TracingConfig: { Mode: "PassThrough" },
    EphemeralStorage: { Size: DEFAULT_STORAGE_MB },
    RevisionId: revisionOf(JSON.stringify([configuration, executedVersion, lastModified])),
    LoggingConfig: describeLogging(configuration),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(configuration) },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    State: "Active",
    LastUpdateStatus: "Successful",
  };
}

function findBy(functions: Functions, { input }: ApiCall): ResolvedFunction {
  const { FunctionName, Qualifier } = input;
  return functions.find(String(FunctionName), Qualifier === undefined ? undefined : String(Qualifier));
}

/** The operations that tell of functions and change nothing. */
export function createFunctionOperations(functions: Functions, { now }: Pick<Clock, "now">) {
  // The form that Lambda gives to this time, and to no other.
  const lastModified = new Date(now()).toISOString().replace("Z", "+0000");
  return {
    GetFunction: (call: ApiCall) => {
      const resolved = findBy(functions, call);
      const { reservedConcurrency } = resolved.target.configuration;
      return jsonReply(200, {
        Configuration: describe(resolved, lastModified),
        ...(reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
        }),
      });
    },
    GetFunctionConfiguration: (call: ApiCall) => jsonReply(200, describe(findBy(functions, call), lastModified)),
    ListFunctions: ({ input }: ApiCall) => {
      const { page, NextMarker } = pageOf(functions.all, input, LARGEST_PAGE);
      const described = page.map(({ configuration }) => describe(functions.find(configuration.name), lastModified));
      return jsonReply(200, { Functions: described, NextMarker });
    },
  };
}
