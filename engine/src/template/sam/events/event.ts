import type { Location } from "../../../kernel/errors.ts";
import type { PlainObject } from "../../plain-data.ts";
import type { GeneratedResources, SamContext } from "../expansion/context.ts";

/** One entry of `Events`. */
export interface SamEvent {
  /** Its key. */
  readonly name: string;
  /** The logical id of the resource it becomes: the owner's and its own name. */
  readonly logicalId: string;
  readonly type: string;
  /** Settled. */
  readonly properties: PlainObject;
  readonly at: Location;
}

/** The target that an event calls, as generated resources name it. */
export interface EventTarget {
  readonly logicalId: string;
  readonly service: "Lambda" | "StepFunctions";
  /** `FunctionName` of a permission or mapping. */
  readonly name: unknown;
  readonly arn: unknown;
  /** The ARN as a variable of `Fn::Sub`. */
  readonly arnVariable: string;
}

export interface EventExpansion {
  readonly resources: GeneratedResources;
  /** ARNs of managed policies that the function's own role needs. */
  readonly managedPolicies?: readonly unknown[];
  /** Inline policies that it needs. */
  readonly policies?: readonly PlainObject[];
}

/** Makes the resources of one event. Throws a `TemplateMistake`. */
export type EventSource = (event: SamEvent, target: EventTarget, context: SamContext) => EventExpansion;

export interface PermissionOptions {
  readonly principal: string;
  readonly sourceArn?: unknown;
  readonly sourceAccount?: unknown;
  readonly eventSourceToken?: unknown;
}

/** Lets a service call the function. */
export const permission = (target: EventTarget, options: PermissionOptions) => ({
  Type: "AWS::Lambda::Permission",
  Properties: {
    Action: "lambda:InvokeFunction",
    FunctionName: target.name,
    Principal: options.principal,
    ...(options.sourceArn !== undefined && { SourceArn: options.sourceArn }),
    ...(options.sourceAccount !== undefined && { SourceAccount: options.sourceAccount }),
    ...(options.eventSourceToken !== undefined && { EventSourceToken: options.eventSourceToken }),
  },
});
