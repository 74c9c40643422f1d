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
  readonly logging: {
    readonly format: string | undefined;
    readonly level: string | undefined;
    readonly group: string | undefined;
  };
  readonly layers: readonly string[];
  readonly architectures: readonly string[];
  /** The place where the template defines it. */
  readonly location: Location;
}

export type FunctionResource = StackResource<FunctionProperties>;

export function describeFunction(resource: FunctionResource, stack: StackIdentity): FunctionConfiguration {
  const { properties, logicalId, physicalId: name, location } = resource;
  const { LoggingConfig: logging } = properties;
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
    logging: { format: logging?.LogFormat, level: logging?.ApplicationLogLevel, group: logging?.LogGroup },
    layers: properties.Layers,
    architectures: properties.Architectures,
    location,
  };
}
