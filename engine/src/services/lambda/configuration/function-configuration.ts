import type { Location } from "../../../kernel/errors.ts";
import type { StackIdentity, StackResource } from "../../../template/model.ts";
import type { FunctionProperties } from "../resource-types.ts";
import { functionArn } from "./function-reference.ts";

/** A function as its template describes it, in this code's own units. */
export interface FunctionConfiguration {
  readonly logicalId: string;
  readonly name: string;
  /** The ARN without a qualifier. */
  readonly arn: string;
  readonly roleArn: string;
  readonly description: string;
  /** E.g. `nodejs22.x`; "" for a container image. */
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined: no limit of its own. */
  readonly reservedConcurrency: number | undefined;
  readonly deadLetterArn: string | undefined;
  readonly logging: LoggingConfiguration;
  readonly layers: readonly string[];
  readonly architectures: readonly string[];
  /** The place where the template defines it. */
  readonly location: Location;
}

export interface LoggingConfiguration {
  readonly format: "JSON" | "Text";
  /** The lowest level of its own lines; undefined: all of them. */
  readonly level: string | undefined;
  /** The lowest level of the platform's events. */
  readonly systemLevel: string;
  readonly group: string | undefined;
}

/** The level that both kinds of lines have in JSON, unless a function says otherwise. */
const DEFAULT_LEVEL = "INFO";

function describeLogging(given: FunctionProperties["LoggingConfig"] = {}): LoggingConfiguration {
  const { LogFormat = "Text", ApplicationLogLevel, SystemLogLevel = DEFAULT_LEVEL, LogGroup } = given;
  const format = LogFormat.toUpperCase() === "JSON" ? "JSON" : "Text";
  const level = ApplicationLogLevel ?? (format === "JSON" ? DEFAULT_LEVEL : undefined);
  return { format, level, systemLevel: SystemLogLevel, group: LogGroup };
}

export type FunctionResource = StackResource<FunctionProperties>;

export function describeFunction(resource: FunctionResource, stack: StackIdentity): FunctionConfiguration {
  const { properties, logicalId, physicalId: name, location } = resource;
  return {
    logicalId,
    name,
    arn: functionArn(stack, { name }),
    roleArn: properties.Role,
    description: properties.Description ?? "",
    runtime: properties.Runtime ?? "",
    handler: properties.Handler ?? "",
    timeoutMs: properties.Timeout * 1000,
    memoryMb: properties.MemorySize,
    variables: properties.Environment?.Variables ?? {},
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    deadLetterArn: properties.DeadLetterConfig?.TargetArn,
    logging: describeLogging(properties.LoggingConfig),
    layers: properties.Layers,
    architectures: properties.Architectures,
    location,
  };
}
