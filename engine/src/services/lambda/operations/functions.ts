import type { ApiCall } from "../../../wire/http.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import { logGroupName } from "../environment/variables.ts";
import type { Functions, ResolvedFunction } from "../functions/functions.ts";
import { jsonReply } from "./json-reply.ts";

function describeLogging(configuration: FunctionConfiguration): Record<string, unknown> {
  const { format, level, systemLevel } = configuration.logging;
  const levels = format === "JSON" && { ApplicationLogLevel: level, SystemLogLevel: systemLevel };
  return { LogFormat: format, ...levels, LogGroup: logGroupName(configuration) };
}

/** `FunctionConfiguration` of Lambda's API. */
function describe({ target, arn, executedVersion }: ResolvedFunction): Record<string, unknown> {
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
    Layers: configuration.layers.map((Arn) => ({ Arn })),
    Architectures: configuration.architectures,
    PackageType: "Zip",
    LoggingConfig: describeLogging(configuration),
    State: "Active",
    LastUpdateStatus: "Successful",
  };
}

function findBy(functions: Functions, { input }: ApiCall): ResolvedFunction {
  const { FunctionName, Qualifier } = input;
  return functions.find(String(FunctionName), Qualifier === undefined ? undefined : String(Qualifier));
}

/** The operations that tell of functions and change nothing. */
export function createFunctionOperations(functions: Functions) {
  return {
    GetFunction: (call: ApiCall) => {
      const resolved = findBy(functions, call);
      const { reservedConcurrency } = resolved.target.configuration;
      return jsonReply(200, {
        Configuration: describe(resolved),
        ...(reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
        }),
      });
    },
    GetFunctionConfiguration: (call: ApiCall) => jsonReply(200, describe(findBy(functions, call))),
    ListFunctions: () =>
      jsonReply(200, {
        Functions: functions.all.map(({ configuration }) => describe(functions.find(configuration.name))),
      }),
  };
}
